/** One order's life, or a parent's: what was wanted, when, and what came of it. Prices in ticks. */
export interface Execution {
  /** +1 to buy, −1 to sell. */
  readonly sign: 1 | -1
  /** Lots wanted. */
  readonly size: number
  /** Lots traded, and the money paid or received for them, ticks × lots. */
  readonly filled: number
  readonly money: number
  /** The mid when it was decided, when it reached the market, and when it ended. */
  readonly decided: number
  readonly arrived: number
  readonly ended: number
}

/** The shortfall against a paper portfolio, and its parts, which add up to it; ticks × lots. */
export interface Shortfall {
  readonly total: number
  /** The market's move before the order reached it, on what was filled. */
  readonly delay: number
  /** The fills against the mid at arrival: spread and impact. */
  readonly trading: number
  /** The market's move on what was not filled. */
  readonly opportunity: number
}

/**
 * Implementation shortfall: what a portfolio on paper, filled at once at the mid of the decision,
 * would have made more, marked at the end. Positive is a cost.
 *
 * total = q·(money − filled·decided) + q·(size − filled)·(ended − decided)
 *
 * Source: Perold (1988), "The implementation shortfall: paper versus reality", Journal of Portfolio
 * Management 14; its parts: Wagner and Edwards (1993), "Best execution", Financial Analysts Journal 49.
 */
export function implementationShortfall(execution: Execution): Shortfall {
  const { sign, size, filled, money, decided, arrived, ended } = execution
  const delay = sign * filled * (arrived - decided)
  const trading = sign * (money - filled * arrived)
  const opportunity = size === filled ? 0 : sign * (size - filled) * (ended - decided)
  return { total: delay + trading + opportunity, delay, trading, opportunity }
}
