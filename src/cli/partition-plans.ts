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
  /** How long a silence of a node is borne, ms; default 5,000. */
  readonly patience?: number
  /** Hears who has joined. */
  readonly say: (text: string) => void
}

/** Partitions on nodes that join over NATS. */
export const natsPlan = (scenario: Scenario, terms: NatsTerms): PartitionPlan => ({
  transport: 'nats',
  async start(tape) {
    const { servers, partitions, isInterrupted, patience = 5_000, say } = terms
    const { scenarioSource } = await import('../cluster/scenario-stage.ts')
    const { runOnNats } = await import('../cluster/nats-run.ts')
    const { stageOf } = await import('../simulation/stage.ts')
    const { cast } = stageOf(scenario, partitions)
    say(`waiting for ${partitions} nodes at ${servers}`)
    const run = await runOnNats(scenarioSource({ scenario, partitions }), [tape], {
      ...{ servers, isInterrupted, patience, outcry: packageVersion() },
      onJoined: (node, joined) => {
        say(`node ${node} joined, ${joined} of ${partitions}`)
      },
    })
    return { run, cast }
  },
})
