import { z } from 'zod'
import type { RewardNetwork } from '../../learning/inverse/reward-network.ts'
import { readJsonBySchema } from '../../simulation/scenario/read-by-schema.ts'

const rewardFile = z.strictObject({
  format: z.literal('outcry reward 1'),
  /** What it is a reward of, as a task says it. */
  observe: z.array(z.unknown()),
  hidden: z.array(z.int().min(1).max(1_024)).max(8),
  scales: z.array(z.number().positive()).min(1),
  numbers: z.array(z.number()),
})

type Task = Readonly<Record<string, unknown>>

/** A recovered reward as text. Reading it back gives the same, to the bit. */
export function writeReward({ shape, numbers, scales }: RewardNetwork, task: Task): string {
  const file = {
    ...{ format: 'outcry reward 1', observe: task.observe, hidden: shape.hidden },
    ...{ scales, numbers: [...numbers] },
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** @throws ScenarioError where it is none, with all that is wrong and its line */
export function readReward(file: string): RewardNetwork {
  const { hidden, scales, numbers } = readJsonBySchema(file, rewardFile, 'a recovered reward')
  const shape = { inputs: scales.length, hidden, outputs: 1 }
  return { shape, scales, numbers: Float32Array.from(numbers) }
}
