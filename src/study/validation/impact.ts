/** What one parent order did to the price. */
export interface Impact {
  /** Lots. */
  readonly size: number
  /** Ticks by which the mid moved its way, from before its first child to after its last. */
  readonly move: number
}

/**
 * The exponent δ of impact ∝ size^δ: parents are put in bins that double in size, and the logarithm of
 * the mean move is fitted on that of the mean size, each bin weighing by the inverse of its variance.
 * Bins of fewer than 20 parents, or whose mean is not above two of its errors, are left out: they have
 * no logarithm to speak of. NaN where fewer than three are left.
 *
 * Source: Tóth et al. (2011), "Anomalous price impact and the critical nature of liquidity in financial
 * markets", Physical Review X 1.
 */
export function exponentOfImpact(impacts: readonly Impact[]): { exponent: number; error: number } {
  const unit = impacts.reduce((least, { size }) => Math.min(least, size), Number.POSITIVE_INFINITY)
  const bins = new Map<number, Impact[]>()
  for (const impact of impacts) {
    const bin = Math.floor(Math.log2(impact.size / unit))
    const own = bins.get(bin) ?? []
    own.push(impact)
    bins.set(bin, own)
  }
  const points = [...bins.values()].flatMap((own) => {
    const count = own.length
    const move = own.reduce((sum, one) => sum + one.move, 0) / count
    const squares = own.reduce((sum, one) => sum + (one.move - move) ** 2, 0)
    const error = Math.sqrt(squares / count / count)
    if (count < 20 || move <= 2 * error) return []
    const size = own.reduce((sum, one) => sum + one.size, 0) / count
    // Half a hundredth of the move at least, so that no bin decides alone.
    const weight = 1 / Math.max(error / move, 0.005) ** 2
    return [{ x: Math.log(size), y: Math.log(move), weight }]
  })
  if (points.length < 3) return { exponent: Number.NaN, error: Number.NaN }
  const total = points.reduce((sum, { weight }) => sum + weight, 0)
  const meanX = points.reduce((sum, { x, weight }) => sum + weight * x, 0) / total
  const meanY = points.reduce((sum, { y, weight }) => sum + weight * y, 0) / total
  let [products, squares] = [0, 0]
  for (const { x, y, weight } of points) {
    products += weight * (x - meanX) * (y - meanY)
    squares += weight * (x - meanX) ** 2
  }
  return { exponent: products / squares, error: 1 / Math.sqrt(squares) }
}
