/**
 * Hypotheses about markets, to be attacked:
 *
 *   outcry check examples/properties.ts
 */
import { type MarketProperty, smallMarkets, valueMarkets } from '../src/testing.ts'

/** It sounds right. Is it? A halt gathers orders that would have come one by one. */
export const halts: MarketProperty = {
  says: 'a halt never deepens the drawdown',
  markets: smallMarkets(),
  measures: { drawdown: { measure: 'drawdown' } },
  holds: (play) => {
    const halted = play(['session.halts=[{at: "09:30:20", for: "20 s"}]']).values.drawdown
    const free = play().values.drawdown
    return halted == null || free == null || halted <= free
  },
}

/** Metamorphic: what changes nothing, changes nothing. Prices have no unit but the tick. */
export const ticks: MarketProperty = {
  says: 'what a tick is worth in money changes no price in ticks',
  markets: smallMarkets({ noise: 20 }),
  measures: { trades: { measure: 'activity', what: 'trades' } },
  holds: (play) => play().tape === play(['instruments.ANY.tick=0.05']).tape,
}

/** Nobody snipes here, so that batches have nothing to protect from: do they cost anything? */
export const batches: MarketProperty = {
  says: 'frequent batches never lower the surplus where nobody arbitrages',
  markets: valueMarkets(),
  measures: { surplus: { measure: 'surplus' } },
  holds: (play) => {
    const batch = 'venues.exchange.mechanism={type: batch-auction, interval: 1 s}'
    const [batched, free] = [play([batch]).values.surplus, play().values.surplus]
    return batched == null || free == null || batched >= free
  },
}
