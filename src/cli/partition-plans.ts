import type { Scenario } from '../simulation/scenario/scenario.ts'
import type { PartitionPlan } from './engine.ts'

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
