import { expect, test } from 'vitest'
import { scalingPicture } from '../../bench/figures/scaling-picture.ts'
import { scalingOf } from '../../bench/figures/scaling-summary.ts'
import { gridText, modelText, predictedText } from '../../bench/figures/scaling-text.ts'
import type { BenchResult } from '../../bench/result.ts'
import { type Costs, type Transport, timeOf } from '../../bench/scaling-model.ts'

/** What a machine would cost on which the model is exactly right. */
const COSTS: Costs = {
  ...{ round: 6e-9, wake: 9e-6 },
  worker: { window: 1e-5, peer: 4e-5, record: 1.7e-5 },
  nats: { window: 2e-4, peer: 2.2e-4, record: 1.9e-5 },
}
const WAKES = 900
/** How much longer two kernels work than one. */
const MORE_WORK = 1.04

/** What the bench says of one plan on that machine: three turns, all alike. */
function resultOf(transport: Transport, partitions: number, rounds: number, delay: number) {
  const windows = partitions === 1 ? 0 : Math.min(3 * WAKES, (WAKES * 1e6) / delay)
  const run = {
    ...{ transport, partitions, rounds, delay, wakes: WAKES, seconds: 1 },
    ...{ windows: transport === 'one' ? 0 : Math.max(1, windows), records: 5 * WAKES },
  }
  const seconds = timeOf(COSTS, run)
  const work = MORE_WORK * WAKES * (rounds * COSTS.round + COSTS.wake)
  return result(`scaling: ${rounds}`, { ...run, seconds, work }, WAKES / seconds, 3)
}

function result(name: string, observed: object, rate: number, turns: number): BenchResult {
  const times = Array.from({ length: turns })
  const [runs, observations] = [times.map(() => rate), times.map(() => observed)]
  return { name, unit: 'wake-ups/s', rate, runs, hash: '', observations }
}

const ROUNDS = [400, 40_000, 4_000_000]
const DELAYS = [1e5, 1e7, 1e8]
const grid = ROUNDS.flatMap((rounds) =>
  DELAYS.flatMap((delay) =>
    (['one', 'worker', 'nats'] as const).map((transport) =>
      resultOf(transport, transport === 'one' ? 1 : 2, rounds, delay),
    ),
  ),
)
const more = [1, 3, 4, 6].flatMap((partitions) =>
  (['worker', 'nats'] as const).map((transport) => resultOf(transport, partitions, 400, 1e6)),
)
const alone = [
  // 0.2 us a record and 4 us a window.
  result('scaling: recording alone, 100 us', { windows: 1_000, records: 1_000 }, 1_000 / 4.2e-3, 1),
  result('scaling: recording alone, 100000 us', { windows: 1, records: 1e6 }, 5e6, 1),
  { ...result('scaling: handing over alone', {}, 1e7, 1) },
]
const scaling = scalingOf([...grid, ...more, ...alone])

test('on a machine on which the model is right its constants are found, and it errs nowhere', () => {
  const near = (said: readonly number[], value: number): void => {
    for (const each of said) expect(each / value).toBeCloseTo(1, 2)
  }
  near(scaling.round, COSTS.round)
  near(scaling.wake, COSTS.wake)
  const { worker, nats } = COSTS
  for (const what of ['window', 'peer', 'record'] as const) {
    near(scaling[what][0], worker[what])
    near(scaling[what][1], nats[what])
  }
  for (const error of scaling.errors.flat()) expect(error).toBeLessThan(0.01)
  for (const { ratios, model } of scaling.cells) near(ratios, model)
  expect(scaling.runs).toBe(3 * (grid.length + more.length))
})

test('what does not divide is what one thread took for it', () => {
  expect(scaling.alone).toMatchObject({ record: 2e-7, copy: 1e-7 })
  expect(scaling.alone.batch).toBeCloseTo(4e-6, 8)
})

test('verdicts are counted run by run', () => {
  const cells = scaling.cells.flatMap(({ ratios }) => ratios)
  const { paid, unpaid, over, times } = scaling.verdict
  const said = cells.map((ratio) => ratio * MORE_WORK)
  expect(times).toBe(MORE_WORK)
  expect(over).toBe(said.filter((each) => each > 1).length)
  const called = cells.filter((_, nth) => (said[nth] as number) >= 1.15)
  expect(paid).toEqual([called.filter((ratio) => ratio > 1).length, called.length])
  expect(unpaid).toEqual([0, said.filter((each) => each < 1).length])
})

test('a grid that lacks a place is refused', () => {
  expect(() => scalingOf([...grid.slice(1), ...more, ...alone])).toThrow(RangeError)
  expect(() => scalingOf([...grid, ...more])).toThrow(RangeError)
})

test('the page has a row a decision and a column a lookahead, and the picture a point a cell', async () => {
  expect(
    gridText(scaling).match(/^\| 2\.4 µs \|( \d\.\d\d \([\d.]+ to [\d.]+\) \|){3}$/gm),
  ).toHaveLength(2)
  expect(modelText(scaling)).toContain('In 18 of 18 cells')
  expect(predictedText(scaling).split('\n')).toHaveLength(7)
  const picture = await scalingPicture(scaling)
  expect(picture).toContain('<svg')
  expect(picture).toContain('two nodes')
})
