import { describe, expect, test } from 'vitest'
import { Kind, Role } from '../../../protocols/kind.ts'
import { MINUTE } from '../../../protocols/units.ts'
import { loadScenario } from '../../../src/simulation/scenario/load.ts'
import { createSimulation } from '../../../src/simulation/simulation.ts'

/** What the first half hour of one seed came to. */
function halfHour(seed: number) {
  const simulation = createSimulation(loadScenario('rmsc04', { seed, until: '10:00:00' }))
  const { open } = simulation.scenario.session
  const aggressors = new Map<string, number>()
  const mids: number[] = []
  let [trades, volume, spreads, updates] = [0, 0, 0, 0]
  const groupOf = (id: number): string =>
    simulation.cast.find(({ first, count }) => id < first + count)?.group as string

  simulation.trades$.subscribe(({ size }) => {
    trades++
    volume += size
  })
  simulation.quotes$.subscribe(({ bid, ask, sent }) => {
    if (bid === 0 || ask === 0) return
    spreads += ask - bid
    updates++
    mids[Math.floor((sent - open) / MINUTE)] = (bid + ask) / 2
  })
  simulation.reports$.subscribe((report) => {
    if (report.kind !== Kind.fill && report.kind !== Kind.partialFill) return
    if (report.role !== Role.taker) return
    const group = groupOf(report.recipient)
    aggressors.set(group, (aggressors.get(group) ?? 0) + 1)
  })
  simulation.runUntil(simulation.end)
  return { trades, volume, spread: spreads / updates, deviation: deviationBp(mids), aggressors }
}

/** Standard deviation of one-minute log returns, basis points; a minute without a quote is the last. */
function deviationBp(mids: readonly number[]): number {
  const filled: number[] = []
  for (let minute = 0; minute < 30; minute++) {
    const mid = mids[minute] ?? filled.at(-1)
    if (mid !== undefined) filled.push(mid)
  }
  const returns = filled.slice(1).map((mid, nth) => 1e4 * Math.log(mid / (filled[nth] as number)))
  const mean = meanOf(returns)
  return Math.sqrt(returns.reduce((sum, r) => sum + (r - mean) ** 2, 0) / (returns.length - 1))
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

describe('RMSC04 from 09:30 to 10:00, over seeds 1 to 20', () => {
  const runs = Array.from({ length: 20 }, (_, nth) => halfHour(nth + 1))

  // ABIDES-JPMC over 20 seeds: mean, standard deviation. Ours are to lie within two of them.
  test.each([
    ['trades', 981, 51],
    ['volume', 52_300, 2_650],
    ['spread', 2.07, 0.28],
    ['deviation', 0.8, 0.13],
  ] as const)(
    'the mean of %s is within two standard deviations of the reference',
    (name, mean, sd) => {
      const ours = meanOf(runs.map((run) => run[name]))
      expect(ours).toBeGreaterThan(mean - 2 * sd)
      expect(ours).toBeLessThan(mean + 2 * sd)
    },
  )

  // The reference's ranges over 5 seeds.
  test.each([
    ['value', 637, 735],
    ['noise', 164, 213],
    ['maker', 47, 101],
    ['momentum', 1, 66],
  ] as const)(
    '%s traders are the aggressors as often as in the reference',
    (group, least, most) => {
      const ours = meanOf(runs.map(({ aggressors }) => aggressors.get(group) ?? 0))
      expect(ours).toBeGreaterThanOrEqual(least)
      expect(ours).toBeLessThanOrEqual(most)
    },
  )
})
