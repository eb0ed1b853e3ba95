import { SECOND } from '../../../protocols/units.ts'
import { MARKET_MEASURES } from '../../analysis/catalogue/market-measures.ts'
import type { MarketView } from '../../analysis/catalogue/market-view.ts'
import type { Value } from '../../analysis/catalogue/measurement.ts'
import type { Mids } from '../../analysis/measures/effective-spread.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import type { Halts } from '../halts.ts'
import type { Holdings } from '../holdings.ts'
import type { Objectives } from '../objectives.ts'
import type { ValueAccounts } from '../value-accounts.ts'
import type { MeasureSpec } from './study-schema.ts'

/** One run, when it is over, as a study measures it. */
export interface Measured {
  readonly view: MarketView
  readonly simulation: Simulation
  readonly accounts: ValueAccounts
  readonly holdings: Holdings
  /** Of the venue that is measured. */
  readonly halts: Halts
  readonly objectives: Objectives
}

/** Something that a study can measure of a run. */
export interface StudyMeasure {
  /** Its figures. */
  readonly of: (run: Measured, spec: MeasureSpec) => readonly Value[]
  /** What a study must say beside its name. */
  readonly needs: readonly ('group' | 'from')[]
  /** What it is, where docs/measures.md does not say. */
  readonly says?: string
}

// Who took is not kept by a study; rents are measured against the value instead.
const { 'arbitrage-rents': _untold, ...ALONE } = MARKET_MEASURES

const seconds = ({ span }: MarketView): number => (span.to - span.from) / SECOND

/** What a study can measure, by name: what docs/measures.md has of one market, and some of its own. */
export const STUDY_MEASURES: Readonly<Record<string, StudyMeasure>> = {
  ...Object.fromEntries(
    Object.entries(ALONE).map(([name, of]): [string, StudyMeasure] => [
      name,
      { of: ({ view }) => of(view), needs: [] },
    ]),
  ),
  'value-profit': {
    of: ({ view, accounts }, { group = '' }) => [
      ['', accounts.profit(group) / seconds(view), 'ticks × lots/s'],
    ],
    needs: ['group'],
    says: 'what `group` made a second of trading, each fill against the fundamental at its time',
  },
  'value-cost': {
    of: ({ accounts }, { group = '' }) => [
      ['', -accounts.profit(group) / accounts.lots(group), 'ticks/lot'],
    ],
    needs: ['group'],
    says: 'what a lot cost the group beyond the fundamental at its time: half an effective spread, measured from the value',
  },
  payoff: {
    of: ({ holdings }, { group = '' }) => {
      const all = holdings.payoffs(group)
      return [
        ['', sum(all), 'ticks × lots'],
        ['a head', sum(all) / all.length, 'ticks × lots'],
      ]
    },
    needs: ['group'],
    says: 'what trading was worth to the group, or to one of it: cash, what it holds at the fundamental at the close, and its private values of that',
  },
  surplus: {
    of: ({ holdings }) => [['', holdings.surplus(), 'ticks × lots']],
    needs: [],
    says: 'the same of all who have private values: gains from trade',
  },
  'sniping-rents': {
    of: ({ view, accounts }, { group = '', from = '' }) => [
      ['', accounts.transfer(from, group) / seconds(view), 'ticks × lots/s'],
    ],
    needs: ['group', 'from'],
    says: 'what `from` lost to `group` a second: in each step the smaller of what the one lost and the other gained against the fundamental',
  },
  'profit-gap': {
    of: ({ view, accounts, simulation }, { group = '', from = '' }) => {
      const head = (name: string): number => {
        const { count = 0 } = simulation.cast.find((one) => one.group === name) ?? {}
        return count === 0 ? Number.NaN : accounts.profit(name) / count
      }
      return [['', (head(group) - head(from)) / seconds(view), 'ticks × lots/s']]
    },
    needs: ['group', 'from'],
    says: 'what one of `group` made a second less what one of `from` did, against the fundamental',
  },
  objective: {
    of: ({ view: { span }, objectives }, { group = '' }) => {
      const quarter = (span.to - span.from) / QUARTERS.length
      return QUARTERS.map((name, nth): Value => {
        const from = span.from + nth * quarter
        return [name, objectives.of(group, from, from + quarter), 'reward']
      })
    },
    needs: ['group'],
    says: 'mean reward a decision of the group’s learners within the run, in a quarter of the session',
  },
  drawdown: {
    of: ({ view: { mids } }) => [
      ['', drawdown(mids), 'ticks'],
      ...CRASHES.map((percent): Value => {
        const fall = drawdown(mids, (highest) => highest / 100)
        return [`over ${percent} %`, Number.isNaN(fall) ? fall : Number(fall > percent), '']
      }),
    ],
    needs: [],
    says: 'the deepest fall of the mid below the highest before it; or 1 where it was over so many percent of that, and else 0',
  },
  halts: {
    of: ({ halts }) => [
      ['number', halts.count, ''],
      ['time', halts.time / SECOND, 's'],
    ],
    needs: [],
    says: 'how often the venue halted, and for how long, the auctions after halts included',
  },
}
/** Parts of the session in which learners are looked at. */
const QUARTERS = ['first quarter', 'second quarter', 'third quarter', 'last quarter'] as const

/** Falls that a study may count, in percent. */
const CRASHES = [1, 2, 5, 10, 20] as const

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/**
 * The deepest fall of the mid below its highest before. NaN where there was never a mid.
 * @param unitOf what a fall from such a highest mid is counted in; by default 1: ticks
 */
export function drawdown({ mid }: Mids, unitOf: (highest: number) => number = () => 1): number {
  let [highest, deepest] = [Number.NaN, Number.NaN]
  for (const value of Array.from(mid)) {
    if (Number.isNaN(value)) continue
    highest = Number.isNaN(highest) ? value : Math.max(highest, value)
    const fall = (highest - value) / unitOf(highest)
    deepest = Number.isNaN(deepest) ? fall : Math.max(deepest, fall)
  }
  return deepest
}
