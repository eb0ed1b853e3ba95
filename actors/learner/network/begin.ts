import type { Random } from '../../actor.ts'
import { initialise, orthogonal } from '../mlp.ts'
import { type LayerPlan, type Part, planOf } from './plan.ts'
import { isDense, type NetworkShape } from './shape.ts'

/**
 * Begins the numbers of a network: orthogonal weights of gain √2 behind a bend and 1 within a recurrent
 * layer, of the last layer `lastGain`; biases of 0, but of an LSTM's forget gate 1 (Jozefowicz, Zaremba
 * and Sutskever 2015).
 */
export function beginNetwork(shape: NetworkShape, lastGain: number, random: Random): Float32Array {
  if (isDense(shape)) return initialise(shape, lastGain, random)
  const plan = planOf(shape)
  const numbers = new Float32Array(plan.size)
  const fill = ({ at, rows, columns }: Part, gain: number, from = 0, to = columns): void => {
    orthogonal(rows, to - from, random).forEach((x, nth) => {
      const row = Math.floor(nth / (to - from))
      numbers[at + row * columns + from + (nth % (to - from))] = gain * x
    })
  }
  const begin = (layer: LayerPlan): void => {
    switch (layer.kind) {
      case 'pool':
        return
      case 'branches':
        layer.branches.flat().forEach(begin)
        return
      case 'conv':
        fill(layer.weights, Math.SQRT2)
        return
      case 'dense':
        fill(layer.weights, layer.bend === 'tanh' ? Math.SQRT2 : lastGain)
        return
      default: {
        const { kind, units, weights, recurrent, biases } = layer
        for (let from = 0; from < weights.columns; from += units) {
          fill(weights, 1, from, from + units)
          fill(recurrent, 1, from, from + units)
        }
        if (kind === 'lstm') numbers.fill(1, biases.at + units, biases.at + 2 * units)
      }
    }
  }
  plan.book.forEach(begin)
  plan.hidden.forEach(begin)
  return numbers
}
