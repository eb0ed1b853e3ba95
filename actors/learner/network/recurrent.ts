import { exp } from '../../../protocols/math.ts'
import { tanh } from '../tanh.ts'
import { memoryOf, type RecurrentPlan } from './plan.ts'
import { multiply } from './product.ts'

/** A recurrent layer at work. It allocates nothing. */
export interface RecurrentLayer {
  /** Numbers that it remembers: what it said last, and of an LSTM also what it keeps. */
  readonly memory: number
  /** What it said last; overwritten by the next look. */
  readonly said: Float64Array
  /** Looks once more, and moves its memory, which stands in `memory` from `at` on. */
  look(input: ArrayLike<number>, memory: Float64Array, at: number): void
}

/**
 * An LSTM (Hochreiter and Schmidhuber 1997, with Gers's forget gate) or a GRU (Cho et al. 2014, the reset
 * gate after the product, as cuDNN has it).
 */
export function createRecurrent(plan: RecurrentPlan, numbers: ArrayLike<number>): RecurrentLayer {
  const { kind, units, weights, recurrent, biases, inner } = plan
  const given = new Float64Array(weights.columns)
  const own = new Float64Array(weights.columns)
  const said = new Float64Array(units)

  const gates = (input: ArrayLike<number>, memory: Float64Array, at: number): void => {
    for (let of = 0; of < units; of++) said[of] = memory[at + of] as number
    multiply(input, weights, biases, numbers, given)
    multiply(said, recurrent, undefined, numbers, own)
  }
  const sum = (gate: number, of: number): number =>
    (given[gate * units + of] as number) + (own[gate * units + of] as number)

  const lstm = (input: ArrayLike<number>, memory: Float64Array, at: number): void => {
    gates(input, memory, at)
    for (let of = 0; of < units; of++) {
      const before = memory[at + units + of] as number
      const kept = sigmoid(sum(1, of)) * before + sigmoid(sum(0, of)) * tanh(sum(3, of))
      said[of] = sigmoid(sum(2, of)) * tanh(kept)
      memory[at + units + of] = kept
    }
    for (let of = 0; of < units; of++) memory[at + of] = said[of] as number
  }

  const gru = (input: ArrayLike<number>, memory: Float64Array, at: number): void => {
    gates(input, memory, at)
    const bias = inner?.at as number
    for (let of = 0; of < units; of++) {
      const reset = sigmoid(sum(0, of))
      const update = sigmoid(sum(1, of))
      const within = (own[2 * units + of] as number) + (numbers[bias + of] as number)
      const candidate = tanh((given[2 * units + of] as number) + reset * within)
      said[of] = candidate + update * ((said[of] as number) - candidate)
    }
    for (let of = 0; of < units; of++) memory[at + of] = said[of] as number
  }

  return { memory: memoryOf(plan), said, look: kind === 'lstm' ? lstm : gru }
}

/** 1 / (1 + e^−x), by the project's own exponential. */
const sigmoid = (x: number): number => 1 / (1 + exp(-x))
