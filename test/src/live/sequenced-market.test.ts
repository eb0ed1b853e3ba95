import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encode } from '../../../protocols/codec.ts'
import { Kind, OrderType, Side, TimeInForce } from '../../../protocols/kind.ts'
import { createMemoryTape } from '../../../src/journal/tape.ts'
import { ReplayWindow, WINDOW } from '../../../src/live/replay-window.ts'
import { createSequencedMarket, type SavedMarket } from '../../../src/live/sequenced-market.ts'
import { loadScenario } from '../../../src/simulation/scenario/load.ts'
import { runs } from '../../runs.ts'
import { SECOND, scenarios, sent } from './order-flows.ts'

type Market = ReturnType<typeof createSequencedMarket>

/** What a market said, as text: what each was told, and what all were. */
function drain(market: Market): string {
  const { reports, data } = market.said()
  const text = ({ cells, used }: { cells: { words: Uint32Array }; used: number }): string =>
    cells.words.subarray(0, used * 16).join(' ')
  return [...[...reports].map(([id, batch]) => `${id}: ${text(batch)}`), text(data)].join('\n')
}

test('a market that is saved and taken up elsewhere says the same bytes', () => {
  let traded = 0
  fc.assert(
    fc.property(
      fc.constantFrom(...scenarios),
      fc.array(sent, { minLength: 10, maxLength: 60, size: 'max' }),
      fc.uniqueArray(fc.nat(59), { maxLength: 4 }),
      (scenario, script, cuts) => {
        const tapes = [createMemoryTape(), createMemoryTape()] as const
        const whole = createSequencedMarket(scenario, { sinks: [tapes[0]] })
        let broken = createSequencedMarket(scenario, { sinks: [tapes[1]] })
        let time = 0
        script.forEach(({ after, who, frame }, nth) => {
          time += after
          whole.take(time, who, frame)
          broken.take(time, who, frame)
          const said = drain(whole)
          if (said.includes('34')) traded++
          expect(drain(broken)).toBe(said)
          const saved = cuts.includes(nth) ? broken.save() : undefined
          if (saved === undefined) return
          const from = JSON.parse(JSON.stringify(saved)) as SavedMarket
          broken = createSequencedMarket(scenario, { sinks: [tapes[1]], from })
          expect(drain(broken)).toBe('')
          expect(broken.save()).toEqual(saved)
        })
        for (const market of [whole, broken]) market.advance(scenario.until)
        expect(drain(broken)).toBe(drain(whole))
        expect(broken.hash()).toBe(whole.hash())
        expect(broken.records).toBe(whole.records)
        expect(tapes[1].bytes()).toEqual(tapes[0].bytes())
      },
    ),
    { numRuns: runs(200) },
  )
  expect(traded).toBeGreaterThan(100)
})

test('each number of a participant is taken once, in whatever order it comes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3 * WINDOW }))),
      fc.nat(),
      (numbers, cut) => {
        let window = new ReplayWindow()
        const seen = new Set<number>()
        numbers.forEach((number, nth) => {
          const highest = Math.max(0, ...seen)
          const isNew = !seen.has(number) && number > highest - WINDOW
          expect(window.take(number)).toBe(isNew)
          if (isNew) seen.add(number)
          if (nth !== cut % (numbers.length + 1)) return
          const again = new ReplayWindow()
          again.restore(JSON.parse(JSON.stringify(window.save())))
          window = again
        })
      },
    ),
    { numRuns: runs(1_000) },
  )
})

test('what is sent twice trades once', () => {
  const market = createSequencedMarket(loadScenario('tiny'))
  const order = (number: number, orderId: number): Uint8Array =>
    encode({
      ...{ kind: Kind.newOrder, instrument: 0, orderId, side: Side.buy, price: 9_999, size: 1 },
      ...{ orderType: OrderType.limit, timeInForce: TimeInForce.day },
      ...{ sender: 1, recipient: 0, sequence: number, sent: 0, arrives: 0 },
    } as never)
  for (const [number, id] of [
    [1, 1],
    [3, 3],
    [2, 2],
    [3, 3],
    [1, 1],
  ] as const) {
    market.take(SECOND, 1, order(number, id))
  }
  expect(market.taken).toBe(3)
  expect([...market.refused]).toEqual([['repeated', 2]])
  expect(market.said().reports.get(1)?.used).toBe(3)
})

test('bytes that are no order of the sender are refused and counted', () => {
  const market = createSequencedMarket(loadScenario('tiny'))
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      market.take(SECOND, 2, bytes)
    }),
    { numRuns: runs(2_000) },
  )
  expect(market.refused.get('malformed')).toBeGreaterThan(1_000)
  expect(market.taken).toBe(0)
})

test('a venue, and who is nobody, sends no orders', () => {
  const market = createSequencedMarket(loadScenario('tiny'))
  const [order] = fc.sample(sent, { numRuns: 1, seed: 1 })
  for (const who of [0, market.keys.length, 2 ** 32 - 1]) {
    expect(market.take(SECOND, who, order?.frame as Uint8Array)).toEqual({ orders: 0, others: 1 })
  }
  expect([...market.refused]).toEqual([['not a participant', 3]])
  expect(market.take(SECOND, 1, order?.frame as Uint8Array)).toEqual({ orders: 0, others: 0 })
})

test('what comes faster than the throttle allows is refused', () => {
  const throttle = { rate: 10, burst: 5 }
  const market = createSequencedMarket(loadScenario('tiny'), { throttle })
  const cancel = (number: number): Uint8Array =>
    encode({
      ...{ kind: Kind.cancelOrder, instrument: 0, orderId: 1 },
      ...{ sender: 1, recipient: 0, sequence: number, sent: 0, arrives: 0 },
    } as never)
  for (let number = 1; number <= 20; number++) market.take(SECOND, 1, cancel(number))
  expect(market.taken).toBe(5)
  for (let number = 21; number <= 40; number++) market.take(2 * SECOND, 1, cancel(number))
  expect(market.taken).toBe(10)
  expect(market.refused.get('too many')).toBe(30)
})

test('of mutated frames each is taken as its sender’s own or refused, and the next is heard', () => {
  const market = createSequencedMarket(loadScenario('tiny'))
  let [frames, taken] = [0, 0]
  const bit = fc.integer({ min: 0, max: 64 * 8 - 1 })
  fc.assert(
    fc.property(sent, fc.array(bit, { minLength: 1, maxLength: 3 }), (each, bits) => {
      const frame = Uint8Array.from(each.frame)
      for (const at of bits) frame[at >> 3] = (frame[at >> 3] as number) ^ (1 << (at & 7))
      const [before, repeated] = [refusals(market), repeats(market)]
      const turned = market.take(market.now, 1 + (frames % 40), frame)
      // A frame whose length was mutated may be read as a message and a rest that is none.
      const refused = refusals(market) - before
      const heard = market.taken - taken + refused
      // What has come before counts a quarter, and bytes that are none as many as they could be.
      const again = repeats(market) - repeated
      expect(turned.orders).toBe(again / 4)
      expect(turned.others).toBeGreaterThanOrEqual(refused - again)
      expect(turned.others).toBeLessThanOrEqual(refused === again ? 0 : frame.length / 64)
      expect(heard).toBeGreaterThanOrEqual(1)
      expect(heard).toBeLessThanOrEqual(frame.length / 64)
      taken = market.taken
      frames++
      for (const [who, batch] of market.said().reports)
        expect([who, batch.used > 0]).toEqual([who, true])
    }),
    { numRuns: runs(3_000) },
  )
  expect(taken).toBeGreaterThan(frames / 20)
  expect(market.refused.get('malformed')).toBeGreaterThan(frames / 10)
})

const refusals = (market: Market): number => [...market.refused.values()].reduce((a, b) => a + b, 0)
const repeats = (market: Market): number => market.refused.get('repeated') ?? 0

test('bytes that are no message count for as many as they could have been', () => {
  const market = createSequencedMarket(loadScenario('tiny'))
  const [order] = fc.sample(sent, { numRuns: 1, seed: 1 })
  const frame = order?.frame as Uint8Array
  const others = (bytes: Uint8Array): number => market.take(SECOND, 1, bytes).others
  expect(others(new Uint8Array(0))).toBe(1)
  expect(others(new Uint8Array(1_000))).toBe(16)
  expect(others(Uint8Array.from([...frame, ...new Uint8Array(65)]))).toBe(2)
  expect(market.take(SECOND, 1, frame)).toEqual({ orders: 1 / 4, others: 0 })
  expect(market.taken).toBe(1)
})
