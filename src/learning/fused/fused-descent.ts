import type { MlpShape } from '../../../actors/learner/mlp.ts'
import { isDense, type NetworkShape } from '../../../actors/learner/network/shape.ts'
import {
  createRowJudge,
  type Descent,
  type Judge,
  type LearnBy,
  type Networks,
  type Played,
} from '../descent.ts'
import { createFusedNetworks, type FusedNetworks } from './layers.ts'

/**
 * Learns dense networks by one WebAssembly module: forward, backward and Adam, floats of 32 bits. One seed
 * gives one policy, to the bit, on every machine; it is another one than by plain arithmetic, which has
 * double precision.
 *
 * @throws RangeError where the networks are not dense
 */
export const fusedDescent: LearnBy = ({ shapes: given, numbers: begun, rows, adam }): Descent => {
  const shapes = denseOf(given)
  const fused = createFusedNetworks(shapes, rows)
  const { numbers, gradient, first, second } = fused
  numbers.set(begun)
  first.set(adam?.first ?? [])
  second.set(adam?.second ?? [])
  let [power1, power2] = adam?.powers ?? [1, 1]
  return {
    ...{ ...networksOf(fused, shapes), numbers, gradient },
    step(rate, most) {
      power1 *= 0.9
      power2 *= 0.999
      const norm = fused.norm()
      fused.adam(norm <= most ? 1 : most / norm, rate, [1 - power1, 1 - power2])
    },
    save: () => ({
      ...{ first: Float64Array.from(first), second: Float64Array.from(second) },
      powers: [power1, power2],
    }),
  }
}

function denseOf(shapes: readonly NetworkShape[]): readonly MlpShape[] {
  if (shapes.every(isDense)) return shapes
  throw new RangeError('only dense networks are fused')
}

function networksOf(fused: FusedNetworks, shapes: readonly MlpShape[]): Networks {
  const { networks } = fused
  const [{ inputs }] = shapes as readonly [MlpShape]
  const ask = createRowJudge(shapes)
  const [outputs, slopes] = [networks.map((of) => of.outputs), networks.map((of) => of.slopes)]

  const show = (rows: Played['rows'], places: readonly number[]): void => {
    places.forEach((place, nth) => {
      fused.input.set(rows[place] as ArrayLike<number>, nth * inputs)
    })
    for (const { forward } of networks) forward(places.length)
  }
  const judgeAll = (places: readonly number[], judge: Judge): void => {
    places.forEach((place, nth) => {
      ask(judge, place, nth, outputs, slopes)
    })
  }
  return {
    differentiate({ rows }, sequences, judge, gradient) {
      const places = sequences.flat()
      show(rows, places)
      judgeAll(places, judge)
      for (const { backward } of networks) backward(places.length)
      if (gradient === fused.gradient) return
      for (let at = 0; at < gradient.length; at++) {
        gradient[at] = (gradient[at] as number) + (fused.gradient[at] as number)
      }
    },
    evaluate(rows) {
      show(rows, [...rows.keys()])
      return outputs
    },
    byInput(rows, judge) {
      const places = [...rows.keys()]
      show(rows, places)
      judgeAll(places, judge)
      const all = new Float64Array(rows.length * inputs)
      for (const { inward, byInput } of networks) {
        inward(rows.length)
        for (let at = 0; at < all.length; at++) {
          all[at] = (all[at] as number) + (byInput[at] as number)
        }
      }
      return all
    },
  }
}
