import { z } from 'zod'
import type { MlpShape } from '../mlp.ts'

/** How a convolution's sums are bent: `leaky-relu` has a slope of .01 below 0. */
export type Activation = 'relu' | 'leaky-relu' | 'tanh'

const width = (most: number) => z.int().min(1).max(most)

/** A recurrent layer, as a file says it. */
export const recurrentSchema = z.strictObject({
  type: z.enum(['lstm', 'gru']),
  units: width(1_024).describe('width of what it remembers'),
})

const convolution = z.strictObject({
  type: z.literal('conv'),
  filters: width(1_024),
  kernel: z.tuple([width(1_000), width(1_000)]).describe('looks × levels'),
  stride: z.tuple([width(1_000), width(1_000)]).default([1, 1]),
  pad: z.boolean().default(false).describe('whether the looks are padded, so that none is lost'),
  activation: z.enum(['relu', 'leaky-relu', 'tanh']).default('leaky-relu'),
})

const inception = z.strictObject({
  type: z.literal('inception'),
  filters: width(1_024).describe('of each of its three branches'),
})

/** How a network looks at the book: at the last `window` looks, each of levels × features. */
export const bookSchema = z.strictObject({
  from: z.int().min(0).max(65_536).default(0).describe('where the book begins in an observation'),
  levels: width(1_000),
  features: width(1_000).describe('numbers of a level'),
  window: width(1_000).default(1).describe('looks, the present one included'),
  layers: z.array(z.discriminatedUnion('type', [convolution, inception, recurrentSchema])).max(32),
})

/** A hidden layer: a number is the width of a dense one, with tanh. */
export const hiddenSchema = z
  .array(
    z.union([width(65_536), recurrentSchema], {
      error: 'must be a width, 1 to 65536, or a layer such as { type: gru, units: 16 } or lstm',
    }),
  )
  .max(16)

/** A layer that remembers. Within a book it reads the window; behind it, look after look. */
export type Recurrent = z.output<typeof recurrentSchema>
/** Filters over looks and levels. */
export type Convolution = z.output<typeof convolution>
/**
 * Three branches side by side, all padded in time: 1 × 1 then 3 × 1, 1 × 1 then 5 × 1, and the largest
 * of three looks then 1 × 1 (Zhang, Zohren and Roberts 2019, fig. 4).
 */
export type Inception = z.output<typeof inception>
/** The part of a network that sees the book. */
export type Book = z.output<typeof bookSchema>

/**
 * A network: what of its input is the book goes through the book's layers; what they find and the rest
 * of the input go through the hidden layers, and a last dense one without tanh gives the outputs.
 */
export interface NetworkShape {
  readonly inputs: number
  readonly book?: Book | undefined
  readonly hidden: readonly (number | Recurrent)[]
  readonly outputs: number
}

/** Whether a network is dense layers and nothing else. */
export const isDense = (shape: NetworkShape): shape is MlpShape =>
  shape.book === undefined && shape.hidden.every((layer) => typeof layer === 'number')
