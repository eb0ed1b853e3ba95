import { createHash } from 'node:crypto'
import { z } from 'zod'
import { readJsonBySchema } from '../../simulation/scenario/read-by-schema.ts'
import { differences, sampleMean } from '../statistics/paired-differences.ts'
import { pairsNeeded } from '../statistics/power.ts'
import type { ExecutionPlayed } from './execution-plays.ts'
import { TrainingError } from './training-file.ts'

const number = z.number()
const seeds = z.strictObject({ first: z.int().min(0), count: z.int().min(2) })
/** Over the seeds of selection, ticks a lot. */
const measured = { shortfall: number, deviation: number }

/** What was settled before a policy was tested, and by what: the terms of its trial. */
const trialSchema = z.strictObject({
  format: z.literal('outcry trial 1'),
  /** Of the policy. @see hashOf */
  policy: z.string().regex(/^[0-9a-f]{64}$/),
  scenario: z.string(),
  /** Policies that it was chosen from, by the seeds of selection. */
  candidates: z.array(z.strictObject({ name: z.string(), training: seeds, ...measured })),
  selection: seeds,
  /** The policy and whom it is tried beside, Almgren and Chriss's plan at the policy's deviation. */
  contenders: z.array(z.strictObject({ name: z.string(), ...measured })),
  /** Terciles of what the policy met, ticks and lots. @see Met */
  cuts: z.strictObject({ spread: z.array(number), depth: z.array(number) }),
  power: z.strictObject({
    alpha: number,
    power: number,
    /** The difference, ticks a lot, that shall not be missed. */
    effect: number,
    /** Of the differences, seed by seed: the largest of those that are judged. */
    deviation: number,
    seeds: z.int(),
  }),
  test: seeds,
})
/** @see trialSchema */
export type Trial = z.output<typeof trialSchema>

/** @throws ScenarioError where it is no trial; TrainingError where it is of another policy than `text` */
export function readTrial(file: string, text: string): Trial {
  const trial = readJsonBySchema(file, trialSchema, 'the terms of a trial')
  if (trial.policy === hashOf(text)) return trial
  throw new TrainingError(`${file}: is of another policy: plan the trial again`)
}

/** SHA-256 of what a policy's file says, but for how it was trained: whatever acts alike has one. */
export function hashOf(text: string): string {
  const acts = { ...JSON.parse(text), training: undefined }
  return createHash('sha256').update(JSON.stringify(acts)).digest('hex')
}

/** What executions cost, by seed, ticks a lot. */
export const shortfallsOf = (played: readonly ExecutionPlayed[]): number[] =>
  played.map(({ shortfall }) => shortfall)

/**
 * What the market's own path cost an execution, ticks a lot: what the mid moved in each span of the
 * market of the same seed without the executor, times the share that was left when the span began.
 * Taken off a shortfall it leaves what the executor did. @see createTwinEnvironment
 */
export const ownPath = ({ held }: ExecutionPlayed, nobody: ExecutionPlayed): number =>
  nobody.moves.reduce((sum, move, span) => sum + (span === 0 ? 1 : (held[span - 1] ?? 0)) * move, 0)

/** Shortfalls without the market's own path, by seed. */
export const ownDoing = (
  played: readonly ExecutionPlayed[],
  nobody: readonly ExecutionPlayed[],
): number[] =>
  played.map((each, nth) => each.shortfall - ownPath(each, nobody[nth] as ExecutionPlayed))

/**
 * The urgency at which a plan's deviation is `wanted`, by linear interpolation.
 *
 * @param plans urgencies and deviations, the deviations falling as the urgency rises
 * @returns of deviations that no plan goes down to, the last urgency
 * @throws RangeError where the most even plan has less: there is no plan of so much variance
 */
export function matchedUrgency(
  plans: readonly { readonly urgency: number; readonly deviation: number }[],
  wanted: number,
): number {
  const [even] = plans
  if (even === undefined || wanted > even.deviation) {
    throw new RangeError(`no plan's deviation is as large as ${wanted}`)
  }
  for (let nth = 1; nth < plans.length; nth++) {
    const [before, after] = [plans[nth - 1] as typeof even, plans[nth] as typeof even]
    if (after.deviation > wanted) continue
    const way = (before.deviation - wanted) / (before.deviation - after.deviation)
    return before.urgency + way * (after.urgency - before.urgency)
  }
  return (plans.at(-1) as typeof even).urgency
}

/**
 * How many seeds show a difference of `effect` ticks a lot from each of those who are judged, by the
 * deviation that the differences had.
 *
 * @param policy shortfalls by seed
 * @param judged those of the others, in the same order of seeds
 */
export function planPower(
  policy: readonly number[],
  judged: readonly (readonly number[])[],
  { effect = 1, alpha = 0.05, power = 0.9 } = {},
): Trial['power'] {
  const deviation = Math.max(
    ...judged.map((other) => sampleMean(differences(other, policy)).deviation),
  )
  return { alpha, power, effect, deviation, seeds: pairsNeeded(effect / deviation, power, alpha) }
}
