/** The rates of one side of a trade, as the scenario has them. */
export interface PlainRates {
  readonly perTrade: number
  readonly perLot: number
  readonly basisPoints: number
}

/** A number of at most so many decimals as whole steps of the last, exactly. */
function steps(value: number, decimals: number): bigint {
  const [whole, fraction] = value.toFixed(decimals).split('.') as [string, string]
  return BigInt(whole + fraction)
}

/** What one side of a trade owes, in billionths of a unit of cash, and the whole units charged. */
export function plainCharge(
  { perTrade, perLot, basisPoints }: PlainRates,
  price: number,
  size: number,
) {
  const billion = 1_000_000_000n
  const exact =
    BigInt(perTrade) * billion +
    steps(perLot, 6) * BigInt(size) * 1_000n +
    steps(basisPoints, 2) * BigInt(price) * BigInt(size) * 1_000n
  // BigInt division is towards 0: up for what is below it, and one more where something is left.
  const towardsZero = exact / billion
  const charged = exact % billion > 0n ? towardsZero + 1n : towardsZero
  return { exact, charged }
}
