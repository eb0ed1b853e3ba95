import { hostname } from 'node:os'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { folder } from './run-option.ts'
import { setOption } from './set-option.ts'
import { wholeNumber } from './whole-number.ts'

const EXAMPLES = `
The market's time is the clock's. Orders go through a JetStream stream, in whose order the exchange
takes them: one that is killed and started again goes on where it was. See docs/live.md.

Examples:
  outcry live market tiny --speed 60                   all of it here, a minute a second
  outcry live exchange tiny --nats nats://10.0.0.1     the exchange, and on other machines
  outcry live agents tiny --nats nats://10.0.0.1 --only noise
  outcry live status tiny --nats nats://10.0.0.1
  outcry live keys tiny --out keys                     who may say what, for the server
`

/** The options of whatever joins a live market. */
export interface JoinOptions {
  readonly nats: string
  readonly market?: string
  readonly key?: string
  readonly ca?: string
}

/** The options of `outcry live exchange`. */
export interface LiveExchangeOptions extends JoinOptions {
  readonly set: readonly string[]
  readonly seed?: number
  readonly folder?: string
  readonly speed: number
  readonly replicas: number
  readonly patience: number
  readonly rate: number
  readonly burst: number
  readonly cutOff: number
  readonly room: number
  readonly snapshotEvery: number
  readonly reset?: true
  readonly metrics?: number
  readonly json?: true
  readonly report: boolean
}

/** The options of `outcry live agents`. */
export interface LiveAgentsOptions extends JoinOptions {
  readonly only?: readonly string[]
  readonly name: string
  readonly metrics?: number
  readonly json?: true
}

/** `outcry live …`: a market on the wall clock, over NATS. */
export function addLiveCommand(program: Command): void {
  const live = program
    .command('live')
    .summary('a market on the wall clock, over NATS')
    .description(
      'Run a market on the wall clock, its exchange and agents in processes of their own.',
    )
    .addHelpText('after', EXAMPLES)
  addExchange(live)
  addAgents(live)
  addMarket(live)
  addStatus(live)
  addKeys(live)
}

const SCENARIO = 'a file, or the name of a shipped scenario'

const join = (command: Command): Command =>
  command
    .requiredOption('--nats <url>', 'the server, or several with commas between them')
    .option('--market <name>', "what the market is called (default: the scenario's name)", market)
    .option('--key <file>', "a file with this process's nkey seed: see outcry live keys")
    .option('--ca <file>', "the certificate that the server's is signed with, for TLS")

const venueOptions = (command: Command): Command =>
  command
    .option(
      '--seed <number>',
      "in place of the scenario's seed",
      wholeNumber(0, Number.MAX_SAFE_INTEGER),
    )
    .addOption(setOption())
    .option('--folder <folder>', 'its run folder (default: runs/live-MARKET)', folder)
    .option('--speed <number>', "seconds of the market's time in one of the clock's", speed, 1)
    .option(
      '--patience <ms>',
      'silence after which a participant is gone',
      wholeNumber(0, 3_600_000),
      5_000,
    )
    .option(
      '--rate <number>',
      'messages a second that a participant may send',
      wholeNumber(0, 1e9),
      1_000,
    )
    .option('--burst <number>', 'and at once', wholeNumber(0, 1e9), 2_000)
    .option(
      '--cut-off <ms>',
      'how long nothing is taken of one who floods, the first time',
      wholeNumber(0, 3_600_000),
      60_000,
    )
    .option(
      '--room <bytes>',
      'the most that each stream may take',
      wholeNumber(0, 2 ** 46),
      2 ** 32,
    )
    .option(
      '--snapshot-every <inputs>',
      'messages taken between two snapshots',
      wholeNumber(0, 1e9),
      10_000,
    )
    .option('--json', 'print one JSON document')
    .option('--no-report', 'leave the report out')

const metrics = (command: Command): Command =>
  command.option(
    '--metrics <port>',
    'serve figures for Prometheus at /metrics',
    wholeNumber(0, 65_535),
  )

function addExchange(live: Command): void {
  const command = live
    .command('exchange')
    .summary('run the exchange of a live market')
    .description('Run the venues of a scenario behind a JetStream stream, until their day is over.')
    .argument('<scenario>', SCENARIO)
    .addOption(
      new Option('--replicas <number>', 'servers that keep each stream')
        .choices(['1', '3'])
        .default('1'),
    )
    .option('--reset', 'throw away what there is of a market of this name')
  metrics(venueOptions(join(command))).action(
    async (name: string, options: LiveExchangeOptions) => {
      const { liveExchange } = await import('./live-exchange.ts')
      await liveExchange(name, { ...options, replicas: Number(options.replicas) })
    },
  )
}

function addAgents(live: Command): void {
  const command = live
    .command('agents')
    .summary('run agents of a live market')
    .description(
      "Run a live market's agents, or some of its groups; its scenario is the exchange's.",
    )
    .argument('<scenario>', "the market's scenario, by which it is found")
    .option('--only <groups>', 'the groups to run, with commas between them', list)
    .option('--name <name>', 'what to call this process', `agents-${hostname()}-${process.pid}`)
    .option('--json', 'print one JSON document at the end')
  metrics(join(command)).action(async (name: string, options: LiveAgentsOptions) => {
    const { liveAgents } = await import('./live-agents.ts')
    await liveAgents(name, options)
  })
}

function addMarket(live: Command): void {
  const command = live
    .command('market')
    .summary('run a whole live market here')
    .description('Run an exchange and all agents here, and a NATS server where none is named.')
    .argument('<scenario>', SCENARIO)
    .option('--nats <url>', 'a server that runs; left out, one is started for it')
    .option('--market <name>', "what the market is called (default: the scenario's name)", market)
    .option('--processes <number>', 'processes for the agents', wholeNumber(0, 64), 1)
  venueOptions(command).action(async (name: string, options) => {
    const { liveMarket } = await import('./live-market.ts')
    await liveMarket(name, options)
  })
}

function addStatus(live: Command): void {
  join(
    live
      .command('status')
      .summary('say how a live market is')
      .description(
        'Say who takes part in a live market, how far each is, and how long things take.',
      )
      .argument('<scenario>', "the market's scenario, by which it is found")
      .option('--json', 'print one JSON document'),
  ).action(async (name: string, options: JoinOptions & { readonly json?: true }) => {
    const { liveStatus } = await import('./live-status.ts')
    await liveStatus(name, options)
  })
}

function addKeys(live: Command): void {
  live
    .command('keys')
    .summary('make keys, and what each may say')
    .description(
      'Make an nkey for the exchange, for each group and each participant of a scenario, and the ' +
        "server's configuration, by which each may say and read what is its own.",
    )
    .argument('<scenario>', SCENARIO)
    .requiredOption('--out <folder>', 'a new folder for them', folder)
    .option('--market <name>', "what the market is called (default: the scenario's name)", market)
    .action(async (name: string, options: { readonly out: string; readonly market?: string }) => {
      const { liveKeys } = await import('./live-keys.ts')
      await liveKeys(name, options)
    })
}

const list = (text: string): string[] => text.split(',').filter((name) => name !== '')

function market(text: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(text)) return text
  throw new InvalidArgumentError('It must be 1 to 64 letters, digits, "-" and "_".')
}

function speed(text: string): number {
  const value = Number(text)
  if (value > 0 && value <= 10_000) return value
  throw new InvalidArgumentError('It must be a number above 0, up to 10,000.')
}
