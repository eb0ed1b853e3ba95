import { hostname } from 'node:os'
import type { Command } from 'commander'
import { note } from './note.ts'
import { packageVersion } from './package-version.ts'

const EXAMPLES = `
A node waits for a run, hosts one partition of it, and exits when the run is over: with 0 where it was
complete or somebody ended it, with 1 where it failed or another node left. Start one on each machine, in
any order. Ctrl-C makes it leave: the run then fails, names it, and can be resumed.

Examples:
  outcry node --nats nats://10.0.0.1
`

const ENDS = {
  over: 'the run is over',
  stopped: 'whoever started the run stopped it',
  left: 'it has left',
} as const

interface Options {
  readonly nats: string
  readonly name: string
}

/** `outcry node`: hosts a partition of a run over NATS. */
export function addNodeCommand(program: Command): void {
  program
    .command('node')
    .summary('host a partition of a run over NATS')
    .description('Join the next run over NATS, host a partition of it, and exit when it is over.')
    .requiredOption('--nats <url>', 'the server where the run is to be found')
    .option('--name <name>', 'what to call this node', `${hostname()}-${process.pid}`)
    .addHelpText('after', EXAMPLES)
    .action(async ({ nats, name }: Options) => {
      const { codeOf, listenForInterruption } = await import('./interruption.ts')
      const { serveNode } = await import('../cluster/nats-node.ts')
      const { scenarioModule } = await import('../cluster/scenario-stage.ts')
      note(`node ${name} waits for a run at ${nats}`)
      const leaving = new AbortController()
      const interruption = listenForInterruption((signal) => {
        note('leaving; once more to leave at once')
        leaving.abort(`somebody stopped it (${signal})`)
      })
      try {
        const end = await serveNode({
          ...{ servers: nats, name, module: scenarioModule, outcry: packageVersion() },
          onDealt: (self, partitions) =>
            note(`node ${name} hosts partition ${self} of ${partitions}`),
          leaving: leaving.signal,
        })
        note(`node ${name}: ${ENDS[end]}`)
        if (interruption.signal !== undefined) process.exitCode = codeOf(interruption.signal)
      } finally {
        interruption.end()
      }
    })
}
