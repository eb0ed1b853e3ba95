/** The trades of a market as accounts see them, each with the mid just before it. */
export interface MarkedTrades {
  /** Ticks. */
  readonly price: ArrayLike<number>
  /** Lots. */
  readonly size: ArrayLike<number>
  /** Ticks; NaN where there was none, and the trade's own price counts. */
  readonly mid: ArrayLike<number>
  readonly buyer: ArrayLike<string>
  readonly seller: ArrayLike<string>
}

/** A profit and its two parts, ticks × lots. */
export interface ProfitParts {
  readonly profit: number
  /** What trading at better prices than the mid brought; below 0 for who crosses the spread. */
  readonly spreadCapture: number
  /** What holding lots while the mid moved brought. */
  readonly positionTaking: number
  /** Lots held at the end. */
  readonly inventory: number
  /** The largest magnitude of the lots held. */
  readonly inventoryMax: number
}

/**
 * Takes each one's profit apart: profit = Σ q·(m − p)·size + Σ inventory·Δm, marked at the mid of the
 * last trade. Each part sums to 0 over all.
 *
 * Source: Sofianos (1995), "Specialist gross trading revenues at the New York Stock Exchange", NYSE
 * working paper; Menkveld (2013), Journal of Financial Markets 16.
 *
 * @param trades in the order in which they were made
 */
export function profitParts(trades: MarkedTrades): Map<string, ProfitParts> {
  interface Account {
    captured: number
    positioned: number
    held: number
    most: number
    mark: number
  }
  const { price, size, mid, buyer, seller } = trades
  const accounts = new Map<string, Account>()
  const markOf = (trade: number): number =>
    Number.isNaN(mid[trade] as number) ? (price[trade] as number) : (mid[trade] as number)
  const hold = (account: Account, mark: number): void => {
    account.positioned += account.held * (mark - account.mark)
    account.mark = mark
  }
  const move = (name: string, lots: number, trade: number): void => {
    const mark = markOf(trade)
    const account = accounts.get(name) ?? { captured: 0, positioned: 0, held: 0, most: 0, mark }
    accounts.set(name, account)
    hold(account, mark)
    account.captured += lots * (mark - (price[trade] as number))
    account.held += lots
    account.most = Math.max(account.most, Math.abs(account.held))
  }
  for (let trade = 0; trade < price.length; trade++) {
    move(buyer[trade] as string, size[trade] as number, trade)
    move(seller[trade] as string, -(size[trade] as number), trade)
  }
  const last = price.length - 1
  for (const account of accounts.values()) hold(account, markOf(last))
  return new Map(
    [...accounts].map(([name, { captured, positioned, held, most }]) => [
      name,
      {
        profit: captured + positioned,
        spreadCapture: captured,
        positionTaking: positioned,
        inventory: held,
        inventoryMax: most,
      },
    ]),
  )
}
