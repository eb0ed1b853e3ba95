import { type Span, standing } from './quoted-spread.ts'

/** The sizes at the touch, one place a book update; an empty side is 0. */
export interface TouchSizes {
  /** ns since the session start, not decreasing. */
  readonly at: ArrayLike<number>
  /** Lots. */
  readonly bidSize: ArrayLike<number>
  /** Lots. */
  readonly askSize: ArrayLike<number>
}

/**
 * Depth at the touch: the mean size at the best bid and at the best ask over `span`, each update
 * weighted by how long it stood; an empty side counts as 0 lots. NaN before the first update.
 *
 * Source: Foucault, Pagano, Röell (2013), Market Liquidity, chapter 2.
 *
 * @returns lots
 */
export function depthAtTouch(sizes: TouchSizes, span: Span): { bid: number; ask: number } {
  const { at, bidSize, askSize } = sizes
  let bid = 0
  let ask = 0
  let time = 0
  for (let index = 0; index < at.length; index++) {
    const stood = standing(at, index, span)
    if (stood <= 0) continue
    bid += (bidSize[index] as number) * stood
    ask += (askSize[index] as number) * stood
    time += stood
  }
  return { bid: bid / time, ask: ask / time }
}
