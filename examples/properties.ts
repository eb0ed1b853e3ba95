/**
 * Hypotheses about markets, to be attacked:
 *
 *   outcry check examples/properties.ts
 */
import { type MarketProperty, smallMarkets } from '../src/testing.ts'

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
