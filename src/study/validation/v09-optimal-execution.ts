import { type Liquidation, planLiquidation } from '../../../actors/liquidation.ts'
import type { Row, Validation } from './validation.ts'

type Job = { readonly riskAversion: number }

/** A figure as it was printed: so many decimals of so large a unit. */
type Printed = readonly [
  what: string,
  text: string,
  figure: (plan: Liquidation) => number,
  unit?: number,
]

/** What the paper prints, by aversion to risk. */
const PUBLISHED: readonly {
  readonly riskAversion: number
  readonly figures: readonly Printed[]
}[] = [
  {
    riskAversion: 0,
    figures: [
      ['expected shortfall', '662500', ({ expected }) => expected],
      ['deviation, millions', '1.0407', ({ deviation }) => deviation, 1e6],
    ],
  },
  {
    riskAversion: 1e-6,
    figures: [
      ['κ', '0.6071', ({ urgency }) => urgency],
      ...[1_000_000, 541_956, 289_854, 147_897, 62_142, 0].map(
        (held, day): Printed => [
          `held after day ${day}`,
          String(held),
          ({ holdings }) => holdings[day] as number,
        ],
      ),
      ['expected shortfall', '911227', ({ expected }) => expected],
      ['deviation', '603431', ({ deviation }) => deviation],
    ],
  },
  {
    riskAversion: 2e-6,
    figures: [
      ['κ', '0.8463', ({ urgency }) => urgency],
      ['expected shortfall', '1140715', ({ expected }) => expected],
      ['deviation', '449368', ({ deviation }) => deviation],
    ],
  },
]

/** V9: the closed form that execution is measured against. There is no order book in this model. */
export const v09: Validation<Job, Liquidation> = {
  id: 'V9',
  title: 'Almgren and Chriss 2000: optimal execution in closed form',
  page: 'v09-optimal-execution.md',
  jobs: () => PUBLISHED.map(({ riskAversion }) => ({ riskAversion })),
  run: ({ riskAversion }) => ({
    outcome: planLiquidation({
      ...{ shares: 1e6, horizon: 5, trades: 5, volatility: 0.95, fixedCost: 0.0625 },
      ...{ permanentImpact: 2.5e-7, temporaryImpact: 2.5e-6, riskAversion },
    }),
    tapes: [],
  }),
  judge: (outcomes) =>
    PUBLISHED.flatMap(({ riskAversion, figures }, nth) =>
      figures.map(([what, text, figure, unit = 1]): Row => {
        const measured = figure(outcomes[nth] as Liquidation) / unit
        const decimals = text.split('.')[1]?.length ?? 0
        const verdict = measured.toFixed(decimals) === text ? 'holds' : 'misses'
        return { what: `λ = ${riskAversion}: ${what}`, target: text, measured, error: 0, verdict }
      }),
    ),
}
