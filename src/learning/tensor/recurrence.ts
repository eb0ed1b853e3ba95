import type * as tf from '@tensorflow/tfjs-core'
import type { RecurrentPlan } from '../../../actors/learner/network/plan.ts'
import type { Read } from './network.ts'

type Matrix = tf.Tensor2D

/** How many steps of how many sequences there are. */
export interface Extent {
  readonly steps: number
  readonly count: number
}

/**
 * A recurrent layer over whole sequences. What the gates make of the input is one product for all steps;
 * what they make of the memory is one a step.
 *
 * @returns a function of the rows, at each step those of all sequences, that gives what the layer said, at
 *   all steps or at the last
 */
export function createRecurrence(core: typeof tf, plan: RecurrentPlan) {
  const { kind, units, weights, recurrent, biases, inner } = plan
  const gate = (sums: Matrix, from: number, gates = 1): Matrix =>
    core.slice(sums, [0, from * units], [sums.shape[0], gates * units])

  const lstm = (given: Matrix, own: Matrix, kept: Matrix): { said: Matrix; kept: Matrix } => {
    const sums = core.add(given, own) as Matrix
    const open: Matrix = core.sigmoid(gate(sums, 0, 3))
    const candidate = core.tanh(gate(sums, 3))
    const next = core.add(
      core.mul(gate(open, 1), kept),
      core.mul(gate(open, 0), candidate),
    ) as Matrix
    return { said: core.mul(gate(open, 2), core.tanh(next)) as Matrix, kept: next }
  }

  const gru = (given: Matrix, own: Matrix, said: Matrix, bias: Matrix): Matrix => {
    const open = core.sigmoid(core.add(gate(given, 0, 2), gate(own, 0, 2))) as Matrix
    const within = core.add(gate(own, 2), bias)
    const candidate = core.tanh(core.add(gate(given, 2), core.mul(gate(open, 0), within)))
    return core.add(candidate, core.mul(gate(open, 1), core.sub(said, candidate))) as Matrix
  }

  return (
    rows: Matrix,
    { steps, count }: Extent,
    memory: Matrix,
    read: Read,
    wanted: 'all' | 'last',
  ): Matrix => {
    const given = core.add(core.matMul(rows, read(weights)), read(biases)) as Matrix
    const through = read(recurrent)
    let said: Matrix = core.slice(memory, [0, 0], [count, units])
    let kept: Matrix = kind === 'lstm' ? core.slice(memory, [0, units], [count, units]) : said
    const all: Matrix[] = []
    for (let step = 0; step < steps; step++) {
      const now =
        steps === 1 ? given : core.slice(given, [step * count, 0], [count, weights.columns])
      const own: Matrix = core.matMul(said, through)
      if (inner === undefined) ({ said, kept } = lstm(now, own, kept))
      else said = gru(now, own, said, read(inner))
      if (wanted === 'all') all.push(said)
    }
    if (wanted === 'last' || all.length === 1) return said
    return core.concat2d(all, 0)
  }
}
