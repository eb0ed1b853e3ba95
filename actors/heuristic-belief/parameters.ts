import { z } from 'zod'
import { SETTLES_IN_STEP, SHADES_ORDERED, valuingFields } from '../valuing-trader.ts'

/** What a scenario may say of a trader by heuristic belief learning. */
export const heuristicBeliefParameters = z
  .strictObject({
    ...valuingFields,
    memory: z.int().min(1).max(100).default(4).describe('trades that it remembers'),
    points: z
      .int()
      .min(1)
      .max(1_000)
      .default(20)
      .describe('prices that it weighs between two of those it has seen'),
  })
  .refine(...SHADES_ORDERED)
  .refine(...SETTLES_IN_STEP)
export type HeuristicBeliefParameters = z.output<typeof heuristicBeliefParameters>
