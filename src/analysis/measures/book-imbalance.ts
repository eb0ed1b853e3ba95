import type { TouchSizes } from './depth-at-touch.ts'
import { type Span, standing } from './quoted-spread.ts'

/**
 * Order-book imbalance at the touch, (bid size − ask size)/(bid size + ask size) in −1..1, weighted by
 * how long it stood: its mean, and the mean of its magnitude. Moments of an empty book are left out;
 * a one-sided book is ±1.
 *
 * Source: Cao, Hansch, Wang (2009), "The information content of an open limit-order book", Journal of
 * Futures Markets 29.
 */
export function bookImbalance(sizes: TouchSizes, span: Span): { mean: number; magnitude: number } {
  const { at, bidSize, askSize } = sizes
  let [sum, magnitude, time] = [0, 0, 0]
  for (let index = 0; index < at.length; index++) {
    const [bid, ask] = [bidSize[index] as number, askSize[index] as number]
    const stood = standing(at, index, span)
    if (stood <= 0 || bid + ask === 0) continue
    const imbalance = (bid - ask) / (bid + ask)
    sum += imbalance * stood
    magnitude += Math.abs(imbalance) * stood
    time += stood
  }
  return { mean: sum / time, magnitude: magnitude / time }
}
