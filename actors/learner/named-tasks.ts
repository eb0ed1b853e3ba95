/** A task as a file says it. */
export type GivenTask = Readonly<Record<string, unknown>>

/**
 * Tasks that people know by a name, in the words of docs/learning/environments.md. A training file may
 * name one; what it says beside is said instead.
 */
export const NAMED_TASKS: Readonly<Record<string, GivenTask>> = {
  /** This project's own: 100,000 shares to sell within an hour, about a tenth of the volume. */
  'institutional-executor': {
    ...{ from: '2 min', interval: '60 s', steps: 60, settle: '1 s' },
    parent: { side: 'sell', quantity: 100_000, finish: 'market' },
    observe: ['inventory', 'time-left', 'volume-ratio', 'relative-spread', 'volatility'],
    act: { type: 'child-orders', lot: 10_000, shares: [0.1, 0.25, 0.5] },
    reward: ['shortfall'],
  },
  /** ABIDES-gym's execution (Amrouni et al. 2021): observation, action and reward. */
  'abides-execution': {
    ...{ from: '30 s', interval: '60 s', steps: 10, settle: '1 s' },
    parent: { side: 'buy', quantity: 1_000, finish: 'leave' },
    observe: [
      ...['done', 'elapsed', 'ahead', 'imbalance', { type: 'imbalance', levels: 5 }],
      ...['impact', 'spread', 'mid-over-trade', 'returns'],
    ],
    act: { type: 'market-limit-hold', size: 10 },
    reward: ['execution-gain', 'unexecuted', 'excess'],
  },
  /** ABIDES-gym's daily investor: wealth's change over the order's size and the day's minutes. */
  'abides-daily-investor': {
    ...{ from: '5 min', interval: '60 s', steps: 380, settle: '1 s', ruin: 300_000 },
    observe: ['position', { type: 'imbalance', levels: 3 }, 'spread', 'mid-over-trade', 'returns'],
    act: { type: 'buy-hold-sell', size: 10 },
    reward: [{ type: 'wealth-change', weight: 1 / 3_900 }],
  },
  /** A market maker's levels and skew, paid for the spread, fined for what it holds. */
  'market-making': {
    ...{ from: '1 min', interval: '3 s', steps: 200, settle: '1 s' },
    observe: [
      ...[{ type: 'position', scale: 1_000 }, 'volatility', 'signed-volume'],
      { type: 'book', levels: 10, scale: 500 },
    ],
    act: { type: 'quotes', size: 250, widths: 4, skews: 2, limit: 2_500, levels: 2 },
    reward: [
      { type: 'spread-capture', weight: 0.001 },
      { type: 'inventory-penalty', weight: 2e-7 },
    ],
  },
  /** Who follows trends, and chooses where it gives a position up. */
  momentum: {
    ...{ from: '5 min', interval: '20 s', steps: 90, settle: '1 s' },
    observe: [
      ...[{ type: 'position', scale: 100 }, { type: 'returns', count: 10 }, 'macd', 'rsi'],
      ...['signed-volume', 'spread', 'volatility'],
    ],
    act: { type: 'target-stop', size: 100, stops: [0, 5, 10, 20] },
    reward: [{ type: 'wealth-change', weight: 0.01 }],
  },
  /** Who knows what everybody may know: the news and the prices of before. */
  'retail-investor': {
    ...{ from: '1 min', interval: '30 s', steps: 60, settle: '1 s' },
    observe: [
      ...[{ type: 'position', scale: 10 }, 'mid-over-news', 'news-change', 'news-age'],
      { type: 'returns', count: 5 },
    ],
    act: { type: 'target', size: 10 },
    reward: [{ type: 'wealth-change', weight: 0.1 }],
  },
  /** A maker who is raced by snipers: how far from the news to quote, or whether at all. */
  'latency-arbitrage-defence': {
    ...{ from: '5 s', interval: '5 s', steps: 120, settle: '1 s' },
    observe: [{ type: 'position', scale: 10 }, 'news-change', 'news-age', 'signed-volume'],
    act: { type: 'news-quotes', size: 1, halfSpreads: [1000, 1300, 1570, 2500, 4000] },
    reward: [{ type: 'wealth-change', weight: 0.0001 }],
  },
}

/**
 * A task as a file says it: its words, or the name of a known one, alone or as `like` beside what is
 * to be otherwise.
 *
 * @returns its words, without a name
 * @throws RangeError where there is none of that name
 */
export function wordsOf(given: unknown): GivenTask {
  const { like, ...own } = typeof given === 'string' ? { like: given } : (given as GivenTask)
  if (like === undefined) return own
  if (typeof like !== 'string' || !Object.hasOwn(NAMED_TASKS, like)) {
    const known = Object.keys(NAMED_TASKS).join(', ')
    throw new RangeError(`${JSON.stringify(like)}: there is no such task: there are ${known}`)
  }
  return { ...NAMED_TASKS[like], ...own }
}
