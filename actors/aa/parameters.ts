import { z } from 'zod'
import { probability } from '../parameters.ts'
import { unitTraderFields } from '../unit-trader.ts'

/** What a scenario may say of an AA trader; the defaults are Vytelingum's. */
export const aaParameters = z
  .strictObject({
    ...unitTraderFields,
    window: z.int().min(1).max(1_000).default(30).describe('how many trades back it looks, N'),
    decay: probability().default(0.9).describe('weight of a trade to that of the next, ρ'),
    step: z.number().min(1).default(3).describe('part of the way to its target of a quote, 1/η'),
    aggressiveness: z
      .number()
      .min(-1)
      .max(1)
      .default(0)
      .describe('its aggressiveness to begin with, −1 passive .. 1 aggressive'),
    shape: z.number().default(-4).describe('θ to begin with: how the target bends'),
    shapeMin: z.number().default(-8).describe('the least θ, where prices are volatile'),
    shapeMax: z.number().default(2).describe('the greatest θ, where they are calm'),
    curve: z.number().default(2).describe('how θ depends on volatility, γ'),
    shortRate: probability().default(0.5).describe('learning rate of the aggressiveness, β1'),
    longRate: probability().default(0.5).describe('learning rate of θ, β2'),
    absolute: probability().default(0.01).describe('aggressiveness beyond that of a quote, λa'),
    relative: probability().default(0.02).describe('and as a share of it, λr'),
  })
  .refine(({ shapeMin, shapeMax }) => shapeMin <= shapeMax, {
    error: 'shapeMin must not be above shapeMax',
    path: ['shapeMin'],
  })
/** @see aaParameters */
export type AaParameters = z.output<typeof aaParameters>
