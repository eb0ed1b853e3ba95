import { z } from 'zod'
import { derive, drawUniform, rootKey } from '../protocols/hash.ts'
import { Side } from '../protocols/kind.ts'
import type { Random } from './actor.ts'
import { price, span } from './parameters.ts'

const schedule = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('list'),
    values: z.array(price()).min(1).max(1_000).describe('the limit of each unit, the first first'),
  }),
  z.strictObject({
    type: z.literal('steps'),
    from: price().describe('the limit of the first step, ticks'),
    to: price().describe('the limit of the last step, ticks'),
    of: z.int().min(1).max(1_000_000).describe('how many steps there are, evenly apart'),
    first: z.int().min(0).default(0).describe('the step of the first of the group; others follow'),
    rotate: z
      .int()
      .min(0)
      .max(1_000_000)
      .default(0)
      .describe('by how many steps each moves on from one assignment to the next, round and round'),
  }),
  z.strictObject({
    type: z.literal('uniform'),
    min: price().describe('the least limit that is drawn, ticks'),
    max: price().describe('the greatest'),
    units: z.int().min(1).max(1_000).default(1).describe('how many units there are'),
  }),
])

const renewal = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('never') }),
  z.strictObject({
    type: z.literal('periodic'),
    every: span().describe('from one assignment to the next, for all at once'),
  }),
  z.strictObject({
    type: z.literal('poisson'),
    every: span().describe('mean time between two assignments, exponential, to each by itself'),
  }),
])

/**
 * What a scenario may say of who wants to trade what: a side, and limits, which are what a unit is
 * worth to a buyer or costs a seller. With the actor's key, its seed and the number of the
 * assignment they give every limit, so that surplus can be reckoned afterwards.
 */
export const assignmentFields = {
  side: z.enum(['buy', 'sell']).default('buy').describe('the side on which it trades'),
  limits: schedule
    .prefault({ type: 'uniform', min: 90, max: 110 })
    .describe('what its units are worth to it, or cost it, one lot each'),
  renew: renewal
    .prefault({ type: 'never' })
    .describe('when it is assigned all its units anew; what it had is gone'),
}
const assignment = z.strictObject(assignmentFields)
/** @see assignmentFields */
export type Assignment = z.output<typeof assignment>

/** The side of an assignment. */
export const sideOf = ({ side }: Pick<Assignment, 'side'>): Side =>
  side === 'buy' ? Side.buy : Side.sell

/**
 * The limits of one trader's units in one assignment, in ticks, in the order in which it trades
 * them. A pure function, for the trader and for whoever reckons afterwards.
 *
 * @param key the trader's, `group/index`
 * @param seed the trader's own, `seedOfLimits` of its fresh chance
 * @param nth the assignment, counted from 0
 */
export function limitsOf(
  limits: Assignment['limits'],
  key: string,
  seed: number,
  nth: number,
): readonly number[] {
  switch (limits.type) {
    case 'list':
      return limits.values
    case 'steps': {
      const { from, to, of } = limits
      const index = Number(key.slice(key.lastIndexOf('/') + 1))
      const step = (limits.first + index + nth * limits.rotate) % of
      return [of === 1 ? from : Math.round(from + ((to - from) * step) / (of - 1))]
    }
    case 'uniform': {
      const own = derive(rootKey(seed, 'limits'), nth)
      const { min, max, units } = limits
      return Array.from(
        { length: units },
        (_, unit) => min + Math.floor(drawUniform(own, unit, 0) * (Math.max(max, min) - min + 1)),
      )
    }
  }
}

/** The first number that a trader with limits draws in a life; all limits that are drawn follow. */
export const seedOfLimits = (random: Random): number => random.integer(0, 2 ** 32 - 1)
