import { z } from 'zod'
import { nonNegative, size, span } from '../parameters.ts'

/** What a scenario may say of who follows a trend with a stop. */
export const stopMomentumParameters = z.strictObject({
  interval: span().prefault('1 s').describe('time between two looks'),
  size: size().default(10).describe('lots of its position'),
  count: z.int().min(1).max(120).default(5).describe('spans that a trend is taken over'),
  entry: nonNegative().default(8).describe('change of the mid over them at which it enters, ticks'),
  stop: nonNegative().default(6).describe('move of the mid against it at which it leaves, ticks'),
  holding: z.int().min(1).max(100_000).default(10).describe('spans after which it leaves'),
})
export type StopMomentumParameters = z.output<typeof stopMomentumParameters>
