import type { Part } from './plan.ts'

/**
 * `into` = biases + input · weights, each sum in the order of the inputs. Eight sums at a time stand in
 * registers.
 */
export function multiply(
  input: ArrayLike<number>,
  weights: Part,
  biases: Part | undefined,
  numbers: ArrayLike<number>,
  into: Float64Array,
): void {
  const { rows, columns, at } = weights
  begin(biases, numbers, columns, into)
  let to = 0
  for (; to + 8 <= columns; to += 8) {
    let a = into[to] as number
    let b = into[to + 1] as number
    let c = into[to + 2] as number
    let d = into[to + 3] as number
    let e = into[to + 4] as number
    let f = into[to + 5] as number
    let g = into[to + 6] as number
    let h = into[to + 7] as number
    for (let of = 0, row = at + to; of < rows; of++, row += columns) {
      const x = input[of] as number
      a += x * (numbers[row] as number)
      b += x * (numbers[row + 1] as number)
      c += x * (numbers[row + 2] as number)
      d += x * (numbers[row + 3] as number)
      e += x * (numbers[row + 4] as number)
      f += x * (numbers[row + 5] as number)
      g += x * (numbers[row + 6] as number)
      h += x * (numbers[row + 7] as number)
    }
    into[to] = a
    into[to + 1] = b
    into[to + 2] = c
    into[to + 3] = d
    into[to + 4] = e
    into[to + 5] = f
    into[to + 6] = g
    into[to + 7] = h
  }
  rest(input, weights, numbers, into, to)
}

/** The same of two inputs, so that a weight is read once: four sums of each, with the same bits. */
export function multiplyTwo(
  [one, other]: Pair<ArrayLike<number>>,
  weights: Part,
  biases: Part | undefined,
  numbers: ArrayLike<number>,
  [intoOne, intoOther]: Pair<Float64Array>,
): void {
  const { rows, columns, at } = weights
  begin(biases, numbers, columns, intoOne)
  begin(biases, numbers, columns, intoOther)
  let to = 0
  for (; to + 4 <= columns; to += 4) {
    let a = intoOne[to] as number
    let b = intoOne[to + 1] as number
    let c = intoOne[to + 2] as number
    let d = intoOne[to + 3] as number
    let e = a
    let f = b
    let g = c
    let h = d
    for (let of = 0, row = at + to; of < rows; of++, row += columns) {
      const x = one[of] as number
      const y = other[of] as number
      const p = numbers[row] as number
      const q = numbers[row + 1] as number
      const r = numbers[row + 2] as number
      const s = numbers[row + 3] as number
      a += x * p
      b += x * q
      c += x * r
      d += x * s
      e += y * p
      f += y * q
      g += y * r
      h += y * s
    }
    intoOne[to] = a
    intoOne[to + 1] = b
    intoOne[to + 2] = c
    intoOne[to + 3] = d
    intoOther[to] = e
    intoOther[to + 1] = f
    intoOther[to + 2] = g
    intoOther[to + 3] = h
  }
  rest(one, weights, numbers, intoOne, to)
  rest(other, weights, numbers, intoOther, to)
}

/** Two that go side by side. */
export type Pair<Each> = readonly [one: Each, other: Each]

function begin(
  biases: Part | undefined,
  numbers: ArrayLike<number>,
  columns: number,
  into: Float64Array,
): void {
  for (let to = 0; to < columns; to++) {
    into[to] = biases === undefined ? 0 : (numbers[biases.at + to] as number)
  }
}

/** The sums from the column `from` on, one at a time. */
function rest(
  input: ArrayLike<number>,
  { rows, columns, at }: Part,
  numbers: ArrayLike<number>,
  into: Float64Array,
  from: number,
): void {
  for (let to = from; to < columns; to++) {
    let sum = into[to] as number
    for (let of = 0, row = at + to; of < rows; of++, row += columns) {
      sum += (input[of] as number) * (numbers[row] as number)
    }
    into[to] = sum
  }
}
