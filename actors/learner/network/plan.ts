import type { Activation, Book, Convolution, Inception, NetworkShape, Recurrent } from './shape.ts'

/** A matrix or a vector of a network, and where its numbers begin in the flat vector, row by row. */
export interface Part {
  readonly at: number
  readonly rows: number
  readonly columns: number
}

/** A dense layer. */
export interface DensePlan {
  readonly kind: 'dense'
  readonly weights: Part
  readonly biases: Part
  readonly bend: 'tanh' | 'none'
}

/** A convolution, as a product of what each of its places sees and the filters. */
export interface ConvolutionPlan {
  readonly kind: 'conv'
  /** What each place sees: indices into the input, place by place, −1 where it is beyond the edge. */
  readonly table: Int32Array
  readonly places: number
  readonly weights: Part
  readonly biases: Part
  readonly bend: Activation
}

/** The largest of three looks, one before, this and one after. */
export interface PoolPlan {
  readonly kind: 'pool'
  readonly looks: number
  readonly width: number
}

/** Branches that read the same, what they find side by side at each of `places`. */
export interface BranchesPlan {
  readonly kind: 'branches'
  readonly branches: readonly (readonly BookPlan[])[]
  readonly places: number
  /** Filters of each. */
  readonly filters: number
}

/**
 * A recurrent layer. Gates stand side by side: of an LSTM input, forget, output, candidate; of a GRU
 * reset, update, candidate.
 */
export interface RecurrentPlan {
  readonly kind: 'lstm' | 'gru'
  readonly units: number
  /** Looks that it reads at once; 0: one look after the other, and it remembers. */
  readonly looks: number
  readonly weights: Part
  readonly recurrent: Part
  readonly biases: Part
  /** Of a GRU: the candidate's bias within the reset (Cho et al. 2014 as in cuDNN). */
  readonly inner: Part | undefined
}

/** A layer that sees the book. */
export type BookPlan = ConvolutionPlan | PoolPlan | BranchesPlan | RecurrentPlan
/** Any layer. */
export type LayerPlan = BookPlan | DensePlan

/** A network laid out: its layers, and where their numbers stand. */
export interface Plan {
  readonly shape: NetworkShape
  readonly book: readonly BookPlan[]
  /** Numbers that the book's layers find. */
  readonly found: number
  readonly hidden: readonly (DensePlan | RecurrentPlan)[]
  /** All parts in the order in which they stand. */
  readonly parts: readonly Part[]
  /** Numbers in all. */
  readonly size: number
}

/** What stands behind a layer of the book. */
interface Extent {
  readonly looks: number
  readonly levels: number
  readonly channels: number
}

/**
 * Lays a network out.
 *
 * @param from where its numbers begin
 * @throws RangeError where a layer does not fit what stands before it
 */
export function planOf(shape: NetworkShape, from = 0): Plan {
  const parts: Part[] = []
  let at = from
  const take = (rows: number, columns: number): Part => {
    const part = { at, rows, columns }
    parts.push(part)
    at += rows * columns
    return part
  }
  const { inputs, book, hidden, outputs } = shape
  const { layers, found } = book === undefined ? NO_BOOK : bookOf(book, inputs, take)
  let width = found + inputs - (book === undefined ? 0 : book.levels * book.features)
  const planned = [...hidden, undefined].map((layer): DensePlan | RecurrentPlan => {
    const before = width
    if (typeof layer === 'object') {
      width = layer.units
      return recurrentOf(layer, before, 0, take)
    }
    width = layer ?? outputs
    const bend = layer === undefined ? 'none' : 'tanh'
    return { kind: 'dense', weights: take(before, width), biases: take(1, width), bend }
  })
  return { shape, book: layers, found, hidden: planned, parts, size: at - from }
}

type Take = (rows: number, columns: number) => Part

const NO_BOOK = { layers: [], found: 0 }

function bookOf(book: Book, inputs: number, take: Take) {
  const { from, levels, features, window, layers } = book
  if (from + levels * features > inputs) {
    throw new RangeError(
      `book: ${levels} levels of ${features} numbers from ${from} on do not fit in ${inputs} inputs`,
    )
  }
  let extent: Extent = { looks: window, levels, channels: features }
  const planned = layers.map((layer, nth): BookPlan => {
    const next = layerOf(layer, extent, take, `book.layers.${nth}`)
    extent = next.extent
    return next.plan
  })
  return { layers: planned, found: extent.looks * extent.levels * extent.channels }
}

interface Planned {
  readonly plan: BookPlan
  readonly extent: Extent
}

function layerOf(
  layer: Book['layers'][number],
  extent: Extent,
  take: Take,
  where: string,
): Planned {
  if (layer.type === 'conv') return convolutionOf(layer, extent, take, where)
  if (layer.type === 'inception') return inceptionOf(layer, extent, take, where)
  const plan = recurrentOf(layer, extent.levels * extent.channels, extent.looks, take)
  return { plan, extent: { looks: 1, levels: 1, channels: layer.units } }
}

function convolutionOf(
  { filters, kernel, stride, pad, activation }: Convolution,
  { looks, levels, channels }: Extent,
  take: Take,
  where: string,
): Planned {
  const [tall, wide] = kernel
  const before = pad ? (tall - 1) >> 1 : 0
  const after = pad ? tall - 1 - before : 0
  const outLooks = Math.floor((looks + before + after - tall) / stride[0]) + 1
  const outLevels = Math.floor((levels - wide) / stride[1]) + 1
  if (outLooks < 1 || outLevels < 1) {
    throw new RangeError(
      `${where}: a kernel of ${tall} × ${wide} does not fit in ${looks} looks × ${levels} levels`,
    )
  }
  const seen = tall * wide * channels
  const places = outLooks * outLevels
  const table = new Int32Array(places * seen)
  let next = 0
  for (let place = 0; place < places; place++) {
    const top = Math.floor(place / outLevels) * stride[0] - before
    const left = (place % outLevels) * stride[1]
    for (let nth = 0; nth < seen; nth++) {
      const look = top + Math.floor(nth / (wide * channels))
      const level = left + (Math.floor(nth / channels) % wide)
      const inside = look >= 0 && look < looks
      table[next++] = inside ? (look * levels + level) * channels + (nth % channels) : -1
    }
  }
  const [weights, biases] = [take(seen, filters), take(1, filters)]
  return {
    plan: { kind: 'conv', table, places, weights, biases, bend: activation },
    extent: { looks: outLooks, levels: outLevels, channels: filters },
  }
}

function inceptionOf({ filters }: Inception, extent: Extent, take: Take, where: string): Planned {
  const { looks, levels, channels } = extent
  const conv = (tall: number, on: Extent): Planned =>
    convolutionOf({ ...CONVOLUTION, filters, kernel: [tall, 1] }, on, take, where)
  const inner: Extent = { looks, levels, channels: filters }
  const pool: PoolPlan = { kind: 'pool', looks, width: levels * channels }
  const branches = [
    [conv(1, extent).plan, conv(3, inner).plan],
    [conv(1, extent).plan, conv(5, inner).plan],
    [pool, conv(1, extent).plan],
  ]
  return {
    plan: { kind: 'branches', branches, places: looks * levels, filters },
    extent: { looks, levels, channels: 3 * filters },
  }
}

const CONVOLUTION: Omit<Convolution, 'filters' | 'kernel'> = {
  type: 'conv',
  stride: [1, 1],
  pad: true,
  activation: 'leaky-relu',
}

function recurrentOf(
  { type, units }: Recurrent,
  inputs: number,
  looks: number,
  take: Take,
): RecurrentPlan {
  const gates = type === 'lstm' ? 4 * units : 3 * units
  return {
    ...{ kind: type, units, looks },
    ...{ weights: take(inputs, gates), recurrent: take(units, gates), biases: take(1, gates) },
    inner: type === 'gru' ? take(1, units) : undefined,
  }
}

/** Numbers that a recurrent layer remembers: of an LSTM what it says and what it keeps. */
export const memoryOf = ({ kind, units }: RecurrentPlan): number =>
  kind === 'lstm' ? 2 * units : units
