import { z } from 'zod'
import { type Lots, lots, SIZE_MAX } from '../protocols/units.ts'
import type { Random } from './actor.ts'
import { nonNegative, probability, size } from './parameters.ts'

const component = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('normal'),
    probability: probability().describe('how often this component is drawn, 0..1'),
    mean: z.number().describe('mean size, lots'),
    deviation: nonNegative().describe('standard deviation, lots'),
  }),
  z.strictObject({
    type: z.literal('logNormal'),
    probability: probability().describe('how often this component is drawn, 0..1'),
    mean: z.number().describe('mean of the logarithm of the size in lots'),
    deviation: nonNegative().describe('standard deviation of the logarithm'),
  }),
])
type Component = z.output<typeof component>

const uniform = z
  .strictObject({
    type: z.literal('uniform'),
    min: size().describe('smallest size, lots'),
    max: size().describe('largest size, lots, included'),
  })
  .refine(({ min, max }) => min <= max, { error: 'min must not be above max', path: ['min'] })

const mixture = z
  .strictObject({
    type: z.literal('mixture'),
    components: z.array(component).min(1).describe('the components; probabilities add up to 1'),
  })
  .refine(({ components }) => Math.abs(total(components) - 1) < 1e-9, {
    error: 'the probabilities of the components must add up to 1',
    path: ['components'],
  })

/** How a trader draws the size of an order, in a scenario file. */
export const orderSize = z.discriminatedUnion('type', [uniform, mixture])
export type OrderSize = z.output<typeof orderSize>

function total(components: readonly Component[]): number {
  let sum = 0
  for (const { probability } of components) sum += probability
  return sum
}

const normal = (probability: number, mean: number): Component => ({
  type: 'normal',
  probability,
  mean,
  deviation: 0.15,
})

/**
 * RMSC04's order sizes, mean about 105.9 lots: mostly round lots of 100, some odd lots
 * (the mixture of ABIDES-JPMC's `OrderSizeModel`; Amrouni et al. 2021).
 */
export const RMSC04_SIZES: OrderSize = {
  type: 'mixture',
  components: [
    { type: 'logNormal', probability: 0.2, mean: 2.9, deviation: 1.2 },
    normal(0.7, 100),
    normal(0.06, 200),
    normal(0.004, 300),
    normal(0.0329, 400),
    normal(0.001, 500),
    normal(0.0006, 600),
    normal(0.0004, 700),
    normal(0.0005, 800),
    normal(0.0003, 900),
    normal(0.0003, 1000),
  ],
}

/**
 * Draws a size, in whole lots, 0..SIZE_MAX; 0 means that there is to be no order. A uniform takes
 * one draw, a mixture two: which component, then its value, rounded. A component of probability 0
 * is never drawn.
 */
export function drawOrderSize(sizes: OrderSize, random: Random): Lots {
  if (sizes.type === 'uniform') return lots(random.integer(sizes.min, sizes.max))
  const { type, mean, deviation } = choose(sizes.components, random.uniform())
  const drawn =
    type === 'normal' ? random.normal(mean, deviation) : random.logNormal(mean, deviation)
  return lots(Math.round(Math.min(Math.max(drawn, 0), SIZE_MAX)))
}

/** The component in which `at`, 0..1, falls; past the last, through rounding, the last possible. */
function choose(components: readonly Component[], at: number): Component {
  let chosen = components[0] as Component
  let passed = 0
  for (const candidate of components) {
    if (candidate.probability === 0) continue
    chosen = candidate
    passed += candidate.probability
    if (at < passed) break
  }
  return chosen
}
