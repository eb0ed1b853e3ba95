import { type AdamState, clipped, createAdam } from '../../actors/learner/adam.ts'
import { createNetwork, sizeOf } from '../../actors/learner/mlp.ts'
import { isDense, type NetworkShape } from '../../actors/learner/network/shape.ts'

/** What is learned from: steps as they were played. */
export interface Played {
  readonly rows: readonly ArrayLike<number>[]
  /** What recurrent layers remembered before each, network after network; nothing where there are none. */
  readonly before: readonly Float64Array[]
}

/** Numbers of each network's outputs. */
export type ByNetwork = readonly [Float64Array, ...Float64Array[]]

/** What a loss says of a step: writes into `slopes` its slope by each output of each network. */
export type Judge = (place: number, outputs: ByNetwork, slopes: ByNetwork) => void

/** A gradient, flat. */
export type Gradient = Float64Array | Float32Array

/** Networks of the same inputs, their numbers one after the other on one flat vector. */
export interface Networks {
  /**
   * Goes through sequences of steps, tells what the networks make of them now, and adds to `gradient` the
   * derivative of the loss that the judge knows, at the places of the networks' numbers.
   *
   * @param sequences places of steps that followed one another
   */
  differentiate(
    played: Played,
    sequences: readonly (readonly number[])[],
    judge: Judge,
    gradient: Gradient,
  ): void
  /**
   * What each network makes of rows that do not belong together.
   *
   * @returns the outputs of each, row by row, which the next call of anything may overwrite
   */
  evaluate(rows: readonly ArrayLike<number>[]): readonly ArrayLike<number>[]
  /**
   * The derivative of the loss that the judge knows by each number of each row: a row is its own place.
   *
   * @returns row by row, which the next call of anything may overwrite
   */
  byInput(rows: readonly ArrayLike<number>[], judge: Judge): ArrayLike<number>
}

/** @see Networks */
export type Differentiate = Networks['differentiate']

/** Networks on their way down a loss. */
export interface Descent extends Networks {
  /** Moves with each step; read by whoever acts. */
  readonly numbers: Float32Array
  readonly gradient: Gradient
  /** A step against the gradient, which is cut to a length of at most `most`. */
  step(rate: number, most: number): void
  save(): AdamState
}

/** Where a descent begins. */
export interface DescentTerms {
  /** Of networks of the same inputs. */
  readonly shapes: readonly NetworkShape[]
  readonly numbers: Float32Array
  /** Rows at once at most, where none belong together. */
  readonly rows: number
  readonly adam: AdamState | undefined
}

/** By what networks learn: `plainDescent`, `fusedDescent`, or through TensorFlow.js. */
export type LearnBy = (terms: DescentTerms) => Descent

/** Rows that do not belong together, each a sequence of its own, and nothing was remembered before. */
export const apart = (rows: Played['rows']) => ({
  played: { rows, before: [] },
  sequences: rows.map((_, place) => [place]),
})

/** Room for a number by each output. */
const roomFor = (shapes: readonly NetworkShape[]): ByNetwork =>
  shapes.map(({ outputs }) => new Float64Array(outputs)) as unknown as ByNetwork

/** Asks a judge about a row among outputs that stand row by row, and puts its slopes where they stood. */
export function createRowJudge(shapes: readonly NetworkShape[]) {
  const [outs, slopes] = [roomFor(shapes), roomFor(shapes)]
  return (
    judge: Judge,
    place: number,
    row: number,
    outputs: readonly Float32Array[],
    into: readonly Float32Array[],
  ): void => {
    for (let nth = 0; nth < outs.length; nth++) {
      const out = outs[nth] as Float64Array
      const from = outputs[nth] as Float32Array
      const at = row * out.length
      for (let to = 0; to < out.length; to++) out[to] = from[at + to] as number
    }
    judge(place, outs, slopes)
    for (let nth = 0; nth < slopes.length; nth++) {
      const slope = slopes[nth] as Float64Array
      ;(into[nth] as Float32Array).set(slope, row * slope.length)
    }
  }
}

/**
 * Dense networks, row by row, by plain arithmetic in one order.
 *
 * @param numbers read at each call
 * @throws RangeError where they are not dense
 */
export function createPlain(
  shapes: readonly NetworkShape[],
  numbers: Float32Array | Float64Array,
): Networks {
  let from = 0
  const networks = shapes.map((shape) => {
    if (!isDense(shape)) {
      throw new RangeError(
        'a network with a book, or with layers that remember, needs TensorFlow.js',
      )
    }
    const network = createNetwork(shape, numbers, from)
    from += sizeOf(shape)
    return network
  })
  const slopes = roomFor(shapes)
  const unread = new Float64Array(from)
  /** @returns the slopes by the inputs, of each network */
  const pass = (row: ArrayLike<number>, place: number, judge: Judge, gradient: Gradient) => {
    const outs = networks.map(({ forward }) => forward(row)) as unknown as ByNetwork
    judge(place, outs, slopes)
    return networks.map(({ backward }, nth) => backward(slopes[nth] as Float64Array, gradient))
  }
  return {
    differentiate({ rows }, sequences, judge, gradient) {
      for (const sequence of sequences) {
        for (const place of sequence) {
          pass(rows[place] as ArrayLike<number>, place, judge, gradient)
        }
      }
    },
    evaluate(rows) {
      const all = slopes.map(({ length }) => new Float64Array(rows.length * length))
      rows.forEach((row, nth) => {
        networks.forEach(({ forward }, of) => {
          const out = forward(row)
          all[of]?.set(out, nth * out.length)
        })
      })
      return all
    },
    byInput(rows, judge) {
      const width = rows[0]?.length ?? 0
      const all = new Float64Array(rows.length * width)
      rows.forEach((row, place) => {
        for (const slope of pass(row, place, judge, unread)) {
          for (let at = 0; at < width; at++) {
            const to = place * width + at
            all[to] = (all[to] as number) + (slope[at] as number)
          }
        }
      })
      return all
    },
  }
}

/** A descent by Adam in double precision, whatever differentiates. */
export function createDescent(
  numbers: Float32Array,
  networks: Networks,
  from: AdamState | undefined,
): Descent {
  const adam = createAdam(numbers.length, from)
  const gradient = new Float64Array(numbers.length)
  return {
    ...{ ...networks, numbers, gradient, save: adam.save },
    step: (rate, most) => adam.step(numbers, clipped(gradient, most), rate),
  }
}

/**
 * Dense networks by plain arithmetic. @see createPlain
 *
 * @throws RangeError where they are not dense
 */
export const plainDescent: LearnBy = ({ shapes, numbers, adam }) =>
  createDescent(numbers, createPlain(shapes, numbers), adam)
