import type { Part } from './plan.ts'

/** `into` = biases + input · weights, the sums in the order of the inputs. */
export function multiply(
  input: ArrayLike<number>,
  weights: Part,
  biases: Part | undefined,
  numbers: ArrayLike<number>,
  into: Float64Array,
): void {
  const { rows, columns, at } = weights
  for (let to = 0; to < columns; to++) {
    into[to] = biases === undefined ? 0 : (numbers[biases.at + to] as number)
  }
  for (let of = 0; of < rows; of++) {
    const x = input[of] as number
    const row = at + of * columns
    for (let to = 0; to < columns; to++) {
      into[to] = (into[to] as number) + x * (numbers[row + to] as number)
    }
  }
}
