import { hostname } from 'node:os'
import type { Command } from 'commander'
import { packageVersion } from './package-version.ts'

const EXAMPLES = `
A node waits for a run, hosts one partition of it, and exits when the run is over: with 0 where it was
complete or somebody ended it, with 1 where it failed. Start one on each machine, in any order.

Examples:
  outcry node --nats nats://10.0.0.1
`

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
      const { serveNode } = await import('../cluster/nats-node.ts')
      const { scenarioModule } = await import('../cluster/scenario-stage.ts')
      process.stderr.write(`outcry: node ${name} waits for a run at ${nats}\n`)
      await serveNode({
        ...{ servers: nats, name, module: scenarioModule, outcry: packageVersion() },
        onDealt: (self, partitions) => {
          process.stderr.write(`outcry: node ${name} hosts partition ${self} of ${partitions}\n`)
        },
      })
    })
}
