import { z } from 'zod'
import { nonNegative, span } from './parameters.ts'

/** When a trader that believes in means comes in, and when it is content. */
export const reversionFields = {
  wakeMean: span().prefault('30 s').describe('mean time between two wake-ups, exponential'),
  window: z.int().min(2).max(10_000).default(60).describe('looks in the mean and the deviation'),
  entry: nonNegative().default(2).describe('deviations from the mean at which it trades'),
  exit: nonNegative().default(0.5).describe('deviations at which it gives up what it has'),
}

/** Refuses to leave farther out than to enter: for a schema's `refine`. */
export const LEAVES_INSIDE: [
  holds: (given: { entry: number; exit: number }) => boolean,
  refusal: { error: string; path: string[] },
] = [({ entry, exit }) => exit <= entry, { error: 'exit must not be above entry', path: ['exit'] }]

/**
 * What one who believes that a number comes back to its mean wants of it: 1 to be long, −1 to be
 * short, 0 nothing, `undefined` what it has.
 *
 * @param score deviations from the mean; `undefined` where that is not known
 */
export function wantedBy(
  score: number | undefined,
  entry: number,
  exit: number,
): 1 | 0 | -1 | undefined {
  if (score === undefined) return undefined
  if (score > entry) return -1
  if (score < -entry) return 1
  return Math.abs(score) <= exit ? 0 : undefined
}
