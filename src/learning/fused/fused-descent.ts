import { isDense } from '../../../actors/learner/network/shape.ts'
import type { Descent, Differentiate, LearnBy, PairShape } from '../actor-critic.ts'
import { createFusedNetworks, type FusedNetworks } from './layers.ts'

/**
 * Learns dense networks by one WebAssembly module: forward, backward and Adam, floats of 32 bits. One seed
 * gives one policy, to the bit, on every machine; it is another one than by plain arithmetic, which has
 * double precision.
 *
 * @throws RangeError where the networks are not dense
 */
export const fusedDescent: LearnBy = ({ pair, numbers: begun, rows, adam }): Descent => {
  const fused = createFusedNetworks(denseOf(pair), rows)
  const { numbers, gradient, first, second } = fused
  numbers.set(begun)
  first.set(adam?.first ?? [])
  second.set(adam?.second ?? [])
  let [power1, power2] = adam?.powers ?? [1, 1]
  return {
    ...{ numbers, gradient, differentiate: differentiateBy(fused, pair) },
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

function denseOf({ actor, critic }: PairShape) {
  if (isDense(actor) && isDense(critic)) return [actor, critic]
  throw new RangeError('only dense networks are fused')
}

function differentiateBy(fused: FusedNetworks, { actor }: PairShape): Differentiate {
  const { inputs, outputs } = actor
  const [policy, value] = fused.networks as readonly [
    FusedNetworks['networks'][number],
    FusedNetworks['networks'][number],
  ]
  const logits = new Float64Array(outputs)
  const slopes = new Float64Array(outputs)
  return ({ rows }, sequences, judge, gradient) => {
    const places = sequences.flat()
    const count = places.length
    for (let nth = 0; nth < count; nth++) {
      fused.input.set(rows[places[nth] as number] as ArrayLike<number>, nth * inputs)
    }
    policy.forward(count)
    value.forward(count)
    for (let nth = 0; nth < count; nth++) {
      const place = places[nth] as number
      const at = nth * outputs
      for (let to = 0; to < outputs; to++) logits[to] = policy.outputs[at + to] as number
      judge.logits(place, logits, slopes)
      policy.slopes.set(slopes, at)
      value.slopes[nth] = judge.worth(place, value.outputs[nth] as number)
    }
    policy.backward(count)
    value.backward(count)
    if (gradient === fused.gradient) return
    for (let at = 0; at < gradient.length; at++) {
      gradient[at] = (gradient[at] as number) + (fused.gradient[at] as number)
    }
  }
}
