import { z } from 'zod'
import { nonNegative, size, span } from '../parameters.ts'

const steps = () => z.int().min(1).max(100_000)

/** What a scenario may say of a fundamentalist, chartist and noise trader; the defaults are PAMS's. */
export const fcnParameters = z
  .strictObject({
    step: span().prefault('1 s').describe('one step of time, in which it orders once'),
    fundamentalWeight: nonNegative()
      .default(1)
      .describe('mean of its weight on the fundamental, exponential; drawn once'),
    chartistWeight: nonNegative()
      .default(0)
      .describe('mean of its weight on the trend, exponential; drawn once; 0: none'),
    noiseWeight: nonNegative()
      .default(1)
      .describe('mean of its weight on noise, exponential; drawn once'),
    noiseScale: nonNegative()
      .default(0.001)
      .describe('standard deviation of the noise, a log return a step'),
    windowMin: steps()
      .default(100)
      .describe('the shortest time that it looks back and ahead, steps'),
    windowMax: steps().default(200).describe('the longest; drawn once'),
    reversionMin: steps()
      .default(50)
      .describe('the shortest time in which it thinks prices revert to the fundamental, steps'),
    reversionMax: steps().default(100).describe('the longest; drawn once'),
    marginMin: nonNegative().default(0).describe('the least share of the price that it asks for'),
    marginMax: z.number().min(0).lt(1).default(0.1).describe('the greatest, below 1; drawn once'),
    size: size().default(1).describe('lots of an order'),
  })
  .refine(({ windowMin, windowMax }) => windowMin <= windowMax, {
    error: 'windowMin must not be above windowMax',
    path: ['windowMin'],
  })
  .refine(({ reversionMin, reversionMax }) => reversionMin <= reversionMax, {
    error: 'reversionMin must not be above reversionMax',
    path: ['reversionMin'],
  })
  .refine(({ marginMin, marginMax }) => marginMin <= marginMax, {
    error: 'marginMin must not be above marginMax',
    path: ['marginMin'],
  })
/** @see fcnParameters */
export type FcnParameters = z.output<typeof fcnParameters>
