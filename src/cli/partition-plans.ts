import type { Scenario } from '../simulation/scenario/scenario.ts'
import type { PartitionPlan } from './engine.ts'
import { packageVersion } from './package-version.ts'

/** Partitions on threads of this process. */
export const workersPlan = (scenario: Scenario, partitions: number): PartitionPlan => ({
  transport: 'worker',
  async start(tape) {
    const { scenarioSource } = await import('../cluster/scenario-stage.ts')
    const { runOnWorkers } = await import('../cluster/worker-run.ts')
    const { stageOf } = await import('../simulation/stage.ts')
    const { cast } = stageOf(scenario, partitions)
    return { run: await runOnWorkers(scenarioSource({ scenario, partitions }), [tape]), cast }
  },
})

/** Where partitions over NATS meet, and how many there are. */
export interface NatsTerms {
  readonly servers: string
  readonly partitions: number
  readonly isInterrupted: () => boolean
}

/** Partitions on nodes that join over NATS; who has joined is said on stderr. */
export const natsPlan = (scenario: Scenario, terms: NatsTerms): PartitionPlan => ({
  transport: 'nats',
  async start(tape) {
    const { servers, partitions, isInterrupted } = terms
    const { scenarioSource } = await import('../cluster/scenario-stage.ts')
    const { runOnNats } = await import('../cluster/nats-run.ts')
    const { stageOf } = await import('../simulation/stage.ts')
    const { cast } = stageOf(scenario, partitions)
    process.stderr.write(`outcry: waiting for ${partitions} nodes at ${servers}\n`)
    const run = await runOnNats(scenarioSource({ scenario, partitions }), [tape], {
      ...{ servers, isInterrupted, outcry: packageVersion() },
      onJoined: (node, joined) => {
        process.stderr.write(`outcry: node ${node} joined, ${joined} of ${partitions}\n`)
      },
    })
    return { run, cast }
  },
})
