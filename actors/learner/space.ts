import type { Random } from '../actor.ts'

/** A box of real numbers, its bounds included; `shape` is row-major, bounds may be infinite. */
export interface Box {
  readonly kind: 'box'
  readonly shape: readonly number[]
  /** One bound an element, in the order of the flat value. */
  readonly low: Float64Array
  readonly high: Float64Array
}

/** The whole numbers 0..n − 1. */
export interface Discrete {
  readonly kind: 'discrete'
  readonly n: number
}

/** One whole number a part: part i is 0..sizes[i] − 1. */
export interface MultiDiscrete {
  readonly kind: 'multi-discrete'
  readonly sizes: readonly number[]
}

/** Named spaces side by side. */
export interface Dict {
  readonly kind: 'dict'
  readonly spaces: Readonly<Record<string, Space>>
}

/** What an observation or an action may be. */
export type Space = Box | Discrete | MultiDiscrete | Dict

/** A point of a space: a box's is flat, in row-major order. */
export type Value = Float64Array | number | readonly number[] | { readonly [name: string]: Value }

/**
 * A box with the same bounds for each element.
 * @param shape whole numbers, 1 or more
 * @throws RangeError where a side is below 1 or `low` is not below `high`
 */
export function box(low: number, high: number, shape: readonly number[]): Box {
  if (!shape.every((side) => Number.isInteger(side) && side >= 1)) {
    throw new RangeError(`a box's sides are whole numbers of 1 or more: ${shape.join(' × ')}`)
  }
  if (!(low < high)) throw new RangeError(`a box's low ${low} is not below its high ${high}`)
  const length = shape.reduce((product, side) => product * side, 1)
  return {
    kind: 'box',
    shape,
    low: new Float64Array(length).fill(low),
    high: new Float64Array(length).fill(high),
  }
}

/** @throws RangeError where `n` is no whole number of 1 or more */
export function discrete(n: number): Discrete {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`a discrete space of ${n} values`)
  return { kind: 'discrete', n }
}

/** @throws RangeError where there is no part, or a size is no whole number of 1 or more */
export function multiDiscrete(sizes: readonly number[]): MultiDiscrete {
  if (sizes.length === 0 || !sizes.every((size) => Number.isInteger(size) && size >= 1)) {
    throw new RangeError(`a multi-discrete space of sizes [${sizes.join(', ')}]`)
  }
  return { kind: 'multi-discrete', sizes }
}

/** Whether `value` is a point of `space`; never throws, whatever it is given. */
export function contains(space: Space, value: unknown): boolean {
  switch (space.kind) {
    case 'box':
      return (
        value instanceof Float64Array &&
        value.length === space.low.length &&
        value.every((x, i) => x >= (space.low[i] as number) && x <= (space.high[i] as number))
      )
    case 'discrete':
      return isIndex(value, space.n)
    case 'multi-discrete':
      return (
        Array.isArray(value) &&
        value.length === space.sizes.length &&
        space.sizes.every((size, i) => isIndex(value[i], size))
      )
    case 'dict':
      return (
        typeof value === 'object' &&
        value !== null &&
        Object.keys(value).length === Object.keys(space.spaces).length &&
        Object.entries(space.spaces).every(
          ([name, inner]) =>
            Object.hasOwn(value, name) && contains(inner, (value as Record<string, unknown>)[name]),
        )
      )
  }
}

/**
 * Draws a point: uniform where both bounds are finite, exponential away from the one that is, and
 * standard normal where neither is (as Gymnasium's spaces do).
 */
export function sample(space: Space, random: Random): Value {
  switch (space.kind) {
    case 'box':
      return space.low.map((low, i) => between(low, space.high[i] as number, random))
    case 'discrete':
      return random.integer(0, space.n - 1)
    case 'multi-discrete':
      return space.sizes.map((size) => random.integer(0, size - 1))
    case 'dict':
      return Object.fromEntries(
        Object.entries(space.spaces).map(([name, inner]) => [name, sample(inner, random)]),
      )
  }
}

function between(low: number, high: number, random: Random): number {
  if (Number.isFinite(low) && Number.isFinite(high)) return low + random.uniform() * (high - low)
  if (Number.isFinite(low)) return low + random.exponential(1)
  if (Number.isFinite(high)) return high - random.exponential(1)
  return random.normal(0, 1)
}

function isIndex(value: unknown, size: number): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < size
}
