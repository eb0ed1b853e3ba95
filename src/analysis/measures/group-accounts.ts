/** Trades as accounts see them: one place a trade, in the order they were made. */
export interface GroupTrades {
  /** Ticks. */
  readonly price: ArrayLike<number>
  /** Lots. */
  readonly size: ArrayLike<number>
  readonly buyerGroup: ArrayLike<string>
  readonly sellerGroup: ArrayLike<string>
}

/** What a group holds and has earned. */
export interface GroupAccount {
  /** Lots held, negative when short. */
  readonly inventory: number
  /** Ticks × lots, the inventory marked at the last trade. */
  readonly profit: number
  /** Lots bought and sold. */
  readonly volume: number
}

/**
 * The inventory and the profit of each group that traded, from nothing: what it received less what
 * it paid, plus what it holds at the price of the last trade. Over all groups inventories sum to 0
 * and so do profits. A trade within a group moves neither.
 */
export function groupAccounts(trades: GroupTrades): Map<string, GroupAccount> {
  const { price, size, buyerGroup, sellerGroup } = trades
  const books = new Map<string, { inventory: number; money: number; volume: number }>()
  const move = (group: string, lots: number, ticks: number): void => {
    const book = books.get(group) ?? { inventory: 0, money: 0, volume: 0 }
    book.inventory += lots
    book.money -= lots * ticks
    book.volume += Math.abs(lots)
    books.set(group, book)
  }
  for (let trade = 0; trade < price.length; trade++) {
    const [lots, ticks] = [size[trade] as number, price[trade] as number]
    move(buyerGroup[trade] as string, lots, ticks)
    move(sellerGroup[trade] as string, -lots, ticks)
  }
  const mark = price.length === 0 ? 0 : (price[price.length - 1] as number)
  const account = ([group, { inventory, money, volume }]: [
    string,
    { inventory: number; money: number; volume: number },
  ]): [string, GroupAccount] => [group, { inventory, profit: money + inventory * mark, volume }]
  return new Map([...books].map(account))
}
