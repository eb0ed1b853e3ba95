/**
 * Solves A·X = B by elimination with row exchange. Small and dense: a few dozen unknowns.
 * @param a square; `a` and `b` are left alone
 * @returns X, or `undefined` where A has no inverse that a float could tell
 */
export function solve(
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
): number[][] | undefined {
  const size = a.length
  const rows = a.map((row, index) => [...row, ...(b[index] as readonly number[])])
  const largest = Math.max(...a.flat().map(Math.abs))
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row]?.[column] as number) > Math.abs(rows[pivot]?.[column] as number)) {
        pivot = row
      }
    }
    const chosen = rows[pivot] as number[]
    if (!(Math.abs(chosen[column] as number) > largest * 1e-12)) return undefined
    rows[pivot] = rows[column] as number[]
    rows[column] = chosen
    for (let row = 0; row < size; row++) {
      if (row === column) continue
      const target = rows[row] as number[]
      const factor = (target[column] as number) / (chosen[column] as number)
      if (factor === 0) continue
      for (let place = column; place < target.length; place++) {
        target[place] = (target[place] as number) - factor * (chosen[place] as number)
      }
    }
  }
  return rows.map((row, index) => row.slice(size).map((value) => value / (row[index] as number)))
}
