import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { OBSERVATIONS } from '../../../actors/learner/observations.ts'
import { createPiece, type Named, pieceOf } from '../../../actors/learner/pieces.ts'
import type { RewardNetwork } from '../../learning/inverse/reward-network.ts'
import { TrainingError } from '../training/training-file.ts'

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

/** @throws TrainingError where it is none */
export function readReward(file: string): RewardNetwork {
  let said: unknown
  try {
    said = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new TrainingError(`${file}: ${(cause as Error).message}`, { cause })
  }
  const parsed = rewardFile.safeParse(said)
  if (!parsed.success)
    throw new TrainingError(`${file}: no reward: ${z.prettifyError(parsed.error)}`)
  const { hidden, scales, numbers } = parsed.data
  const shape = { inputs: scales.length, hidden, outputs: 1 }
  return { shape, scales, numbers: Float32Array.from(numbers) }
}

/** A name for each number that a task shows: its piece's, with a count where that has several. */
export function namesOf(task: Task): readonly string[] {
  return (task.observe as readonly unknown[]).flatMap((given) => {
    const named = pieceOf(OBSERVATIONS).parse(given) as Named
    const { size } = createPiece(OBSERVATIONS, named)
    return Array.from({ length: size }, (_, nth) =>
      size === 1 ? named.type : `${named.type} ${nth}`,
    )
  })
}

/**
 * What a linear reward pays for one of each number seen; of a reward with hidden layers its mean slopes
 * from −1 to 1 deviation of each number, the others at their root mean squares.
 */
export function weightsOf(
  { shape, numbers, scales }: RewardNetwork,
  of: (seen: Float64Array) => number,
): readonly number[] {
  if (shape.hidden.length === 0) {
    return scales.map((scale, nth) => (numbers[nth] as number) / scale)
  }
  return scales.map((scale, nth) => {
    const at = (x: number): number =>
      of(Float64Array.from(scales, (own, k) => (k === nth ? x : own)))
    return (at(scale) - at(-scale)) / (2 * scale)
  })
}
