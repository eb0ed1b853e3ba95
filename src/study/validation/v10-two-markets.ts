import { playTwoMarkets } from './two-markets.ts'
import type { Validation } from './validation.ts'

interface Job {
  readonly seed: number
}

/** Trades of the two venues, and how many of them one venue did not make alike. */
interface Outcome {
  readonly trades: number
  readonly different: number
  readonly ties: number
}

/** V10: with a feed that is never stale two venues trade as one does, trade for trade. */
export const v10: Validation<Job, Outcome> = {
  id: 'V10',
  title: 'Wah and Wellman 2013: two markets whose feed is never stale are one',
  page: 'v10-two-markets.md',
  jobs: (scale) =>
    Array.from({ length: scale === 'full' ? 200 : 10 }, (_, nth) => ({ seed: nth + 1 })),
  run({ seed }) {
    const market = { seed, delay: 0, hasArbitrageur: false }
    const two = playTwoMarkets({ ...market, isCentral: false })
    const one = playTwoMarkets({ ...market, isCentral: true })
    const count = Math.max(two.trades.length, one.trades.length)
    let different = 0
    for (let nth = 0; nth < count; nth++) if (two.trades[nth] !== one.trades[nth]) different++
    return {
      outcome: { trades: count, different, ties: two.ties },
      tapes: [two.tape, one.tape],
    }
  },
  judge(outcomes) {
    const sum = (figure: (outcome: Outcome) => number): number =>
      outcomes.reduce((total, outcome) => total + figure(outcome), 0)
    const trades = sum((one) => one.trades)
    const different = sum((one) => one.different)
    const ties = sum((one) => one.ties)
    const exact = { error: 0 }
    return [
      {
        what: `trades that differ, of ${trades.toLocaleString('en-US')}`,
        target: '0',
        measured: different,
        ...exact,
        verdict: different === 0 && trades > 0 ? 'holds' : 'misses',
      },
      {
        what: 'equal best prices at both venues',
        target: '0 (else the older order decides)',
        measured: ties,
        ...exact,
        verdict: ties === 0 ? 'holds' : 'inconclusive',
      },
    ]
  },
}
