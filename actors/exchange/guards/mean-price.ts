/** The mean price of the trades of the last so many ns, each counted once. */
export interface MeanPrice {
  /** A trade took place; `time` never decreases. */
  add(time: number, price: number): void
  /**
   * The mean as of the last trade, rounded to the nearest tick, halves up.
   * @throws RangeError where there is no trade
   */
  mean(): number
  clear(): void
  /** The trades that count, oldest first. */
  save(): [time: number, price: number][]
  /** Takes on what `save` gave. */
  restore(saved: readonly (readonly [time: number, price: number])[]): void
}

/**
 * Keeps the trades of a window that slides, and the sum of their prices: a trade costs those that
 * it lets be forgotten, one on average. A trade exactly `window` ns old has left it.
 *
 * @param window ns, 1 or more
 */
export function createMeanPrice(window: number): MeanPrice {
  let ring = new Float64Array(64)
  let first = 0
  let count = 0
  let sum = 0

  const room = (): number => ring.length / 2
  const timeAt = (nth: number): number => ring[((first + nth) % room()) * 2] as number
  const priceAt = (nth: number): number => ring[((first + nth) % room()) * 2 + 1] as number

  const put = (nth: number, time: number, price: number): void => {
    const at = ((first + nth) % room()) * 2
    ring[at] = time
    ring[at + 1] = price
  }

  const list = (): [time: number, price: number][] =>
    Array.from({ length: count }, (_, nth) => [timeAt(nth), priceAt(nth)])

  const add = (time: number, price: number): void => {
    while (count > 0 && timeAt(0) <= time - window) {
      sum -= priceAt(0)
      first = (first + 1) % room()
      count--
    }
    if (count === room()) {
      const kept = list()
      ring = new Float64Array(ring.length * 2)
      first = 0
      kept.forEach(([at, of], nth) => {
        put(nth, at, of)
      })
    }
    put(count, time, price)
    count++
    sum += price
  }

  const clear = (): void => {
    first = 0
    count = 0
    sum = 0
  }

  return {
    add,
    mean() {
      if (count === 0) throw new RangeError('no trade, no mean')
      return Math.floor((2 * sum + count) / (2 * count))
    },
    clear,
    save: list,
    restore(saved) {
      clear()
      for (const [time, price] of saved) add(time, price)
    },
  }
}
