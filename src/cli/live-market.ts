import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { makeFolder } from '../journal/make-folder.ts'
import { startServer } from '../live/local-server.ts'
import { marketNameOf } from '../live/names.ts'
import { loadScenario } from '../simulation/scenario/load.ts'
import { CommandFailure, EXIT } from './failure.ts'
import { codeOf, listenForInterruption } from './interruption.ts'
import type { LiveExchangeOptions } from './live-command.ts'

/** How often an exchange that died is started again. */
const RESTARTS = 5

/** The options of `outcry live market`. */
export type LiveMarketOptions = Omit<LiveExchangeOptions, 'nats' | 'replicas' | 'reset'> & {
  readonly nats?: string
  readonly processes: number
}

/**
 * `outcry live market`: a server where none is named, the exchange, and the agents, each a process.
 * @throws CommandFailure where the exchange fails
 */
export async function liveMarket(name: string, options: LiveMarketOptions): Promise<void> {
  const { set, seed, processes } = options
  const scenario = loadScenario(name, { set, ...(seed === undefined ? {} : { seed }) })
  const market = options.market ?? marketNameOf(scenario.name)
  const folder = options.folder ?? join('runs', `live-${market}`)
  const shares = sharesOf(
    scenario.groups.filter(({ count }) => count > 0).map((group) => group.name),
    processes,
  )
  makeFolder(folder)
  const server = options.nats === undefined ? await startServer(join(folder, 'nats')) : undefined
  const nats = options.nats ?? (server?.url as string)
  const common = ['--nats', nats, '--market', market]
  const exchangeArguments = [
    ...['live', 'exchange', name, ...common, '--reset', '--folder', folder],
    ...set.flatMap((one) => ['--set', one]),
    ...(seed === undefined ? [] : ['--seed', `${seed}`]),
    ...['--speed', `${options.speed}`, '--patience', `${options.patience}`],
    ...['--rate', `${options.rate}`, '--burst', `${options.burst}`, '--room', `${options.room}`],
    ...['--cut-off', `${options.cutOff}`],
    ...['--snapshot-every', `${options.snapshotEvery}`],
    ...(options.json === true ? ['--json'] : []),
    ...(options.report ? [] : ['--no-report']),
  ]
  const children = new Set<ChildProcess>()
  const begin = (args: readonly string[], output: 'inherit' | 'ignore'): ChildProcess => {
    const command = [...process.execArgv, process.argv[1] as string, ...args]
    const child = spawn(process.execPath, command, { stdio: ['ignore', output, 'inherit'] })
    children.add(child)
    child.once('exit', () => children.delete(child))
    return child
  }
  const interruption = listenForInterruption((signal) => {
    for (const child of children) child.kill(signal)
  })
  try {
    const code = keepUp(exchangeArguments, begin, () => interruption.signal !== undefined)
    for (const [nth, groups] of shares.entries()) {
      const only = shares.length === 1 ? [] : ['--only', groups.join(',')]
      begin(['live', 'agents', name, ...common, '--name', `agents-${nth + 1}`, ...only], 'inherit')
    }
    const exit = await code
    for (let tries = 0; children.size > 0 && tries < 100; tries++) await pause(100)
    for (const child of children) child.kill('SIGTERM')
    if (interruption.signal === undefined && exit !== 0) {
      throw new CommandFailure(
        `the exchange of ${market} failed; its run is in ${folder}`,
        EXIT.failed,
      )
    }
  } finally {
    for (const child of children) child.kill('SIGKILL')
    await server?.stop()
    if (interruption.signal !== undefined) process.exitCode = codeOf(interruption.signal)
    interruption.end()
  }
}

/** Runs the exchange, again where something killed it: it goes on where it was. */
async function keepUp(
  args: readonly string[],
  begin: (args: readonly string[], output: 'inherit') => ChildProcess,
  isStopping: () => boolean,
): Promise<number> {
  for (let nth = 0; ; nth++) {
    const again = nth === 0 ? args : args.filter((one) => one !== '--reset')
    const [code] = (await once(begin(again, 'inherit'), 'exit')) as [number | null]
    // Who says why it ends has nothing to try again.
    if (code !== null || isStopping() || nth === RESTARTS) return code ?? EXIT.failed
    process.stderr.write('outcry: the exchange was killed, and is started again\n')
  }
}

/** So many shares of the groups, dealt in turn; never an empty one. */
function sharesOf(groups: readonly string[], count: number): string[][] {
  const shares = Array.from(
    { length: Math.max(1, Math.min(count, groups.length)) },
    () => [] as string[],
  )
  groups.forEach((group, nth) => {
    shares[nth % shares.length]?.push(group)
  })
  return shares
}
