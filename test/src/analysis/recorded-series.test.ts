import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { leverage } from '../../../src/analysis/facts/bursts.ts'
import { hillIndex } from '../../../src/analysis/facts/hill.ts'
import { memoryOf } from '../../../src/analysis/facts/memory.ts'
import { weightedMoments } from '../../../src/analysis/facts/moments.ts'
import { orderSigns } from '../../../src/analysis/facts/order-signs.ts'
import { onceEach, poolDays } from '../../../src/analysis/facts/return-series.ts'
import { midsOf } from '../../../src/analysis/market-series.ts'
import { minuteBars } from '../../../src/analysis/measures/minute-bars.ts'
import { deviation, mean } from '../../../src/analysis/measures/moments.ts'
import { quotedSpreadTimeWeighted } from '../../../src/analysis/measures/quoted-spread.ts'
import { logReturns, readLobsterDay, readPrices } from '../../../src/analysis/recorded-series.ts'
import { realData } from '../history/real-data.ts'

const memory = (values: Float64Array, lag: number): number => {
  const series = poolDays([{ returns: values }])
  return memoryOf(values, series, onceEach(series), lag)[lag - 1]!
}

/** Tolerance: the last decimal that the references were written with, or 1e-9 of the value. */
test('the S&P 500 has the moments that others computed', ({ skip }) => {
  const file = realData('returns/sp500-daily-1999-2018.csv.gz', skip)
  const moments = JSON.parse(readFileSync(realData('reference-moments.json', skip), 'utf8'))
  const expected = moments.sp500_1999_2018
  const returns = logReturns(readPrices(file).prices)
  const series = poolDays([{ returns }])
  const weights = onceEach(series)
  const found = weightedMoments(returns, weights)
  expect(returns.length).toBe(expected.n)
  expect(Math.sqrt(found.variance)).toBeCloseTo(expected.std, 10)
  expect(found.skewness).toBeCloseTo(expected.skew, 9)
  expect(found.kurtosis).toBeCloseTo(expected.ex_kurt, 8)
  expect(hillIndex(returns, weights)).toBeCloseTo(expected.hill5, 9)
  expect(leverage(series, weights)).toBeCloseTo(expected.leverage_corr_r_t_absr_t1, 9)
  for (const [lag, value] of Object.entries<number>(expected.acf_r)) {
    expect(Math.abs(memory(returns, Number(lag)) - value)).toBeLessThan(5.1e-5)
  }
  for (const [lag, value] of Object.entries<number>(expected.acf_abs)) {
    expect(Math.abs(memory(returns.map(Math.abs), Number(lag)) - value)).toBeLessThan(5.1e-5)
  }
})

/**
 * Minutes are counted from the first message, as the reference counts them; how it treats the last
 * part of a minute is not written, hence .01 on the kurtosis and .001 on the autocorrelations.
 */
test('a day of AMZN has the moments that others computed', ({ skip }) => {
  const day = readLobsterDay(realData('lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip', skip))
  const moments = JSON.parse(readFileSync(realData('reference-moments.json', skip), 'utf8'))
  const expected = moments.AMZN_L5
  expect(day.times.length).toBe(expected.rows)
  for (const [type, count] of Object.entries(expected.types)) {
    expect(day.counts[Number(type)], type).toBe(count)
  }
  const spread = quotedSpreadTimeWeighted(day.quotes, day.span)
  expect(spread).toBeCloseTo(expected.spread_ticks_time_mean, 5)
  const spreads = day.quotes.ask.map((ask, index) => ask - day.quotes.bid[index]!).sort()
  expect(spreads[spreads.length >> 1]).toBeCloseTo(expected.spread_ticks_median, 9)
  const sizes = day.submitted.toSorted()
  expect(sizes[sizes.length >> 1]).toBe(expected.size_median)
  const round = sizes.filter((size) => size === 100).length / sizes.length
  expect(round).toBeCloseTo(expected.share_size_100, 9)
  const signs = orderSigns(day)
  expect(signs.length).toBe(expected.n_aggressors)
  for (const [lag, value] of Object.entries<number>(expected.sign_acf)) {
    expect(Math.abs(memory(signs, Number(lag)) - value)).toBeLessThan(1e-3)
  }
  const gaps = day.times.slice(1).map((time, index) => time - day.times[index]!)
  expect(mean(gaps) / 1e6).toBeCloseTo(expected.interarrival_mean_ms, 6)
  expect(deviation(gaps) / mean(gaps)).toBeCloseTo(expected.interarrival_cv, 4)
  const { returns } = minuteBars(midsOf(day), day.prints, day.span)
  const kurtosis = weightedMoments(returns, new Array(returns.length).fill(1)).kurtosis
  expect(Math.abs(kurtosis - expected.ret1m_ex_kurt)).toBeLessThan(0.01)
  expect(Math.abs(memory(returns, 1) - expected.ret1m_acf1)).toBeLessThan(1e-3)
  expect(Math.abs(memory(returns.map(Math.abs), 1) - expected.absret1m_acf1)).toBeLessThan(1e-3)
})

test('prices are read by the name of their column, and what is no price is told with its line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-prices-'))
  const file = (text: string): string => {
    writeFileSync(join(folder, 'prices.csv'), text)
    return join(folder, 'prices.csv')
  }
  try {
    const { prices, volumes } = readPrices(file('Date,Close,Volume\n1,100,5\n2,110,6\n'))
    expect([...prices]).toEqual([100, 110])
    expect([...volumes!]).toEqual([5, 6])
    expect([...logReturns(prices)]).toEqual([Math.log(110) - Math.log(100)])
    expect(readPrices(file('price\n3\n')).volumes).toBeNull()
    expect(() => readPrices(file('day,mid\n1,2\n'))).toThrow('has no column "price" or "close"')
    expect(() => readPrices(file('price\n3\n0\n'))).toThrow('prices.csv:3: price is "0"')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
