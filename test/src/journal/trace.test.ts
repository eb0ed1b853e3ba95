import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { WireBody } from '../../../protocols/codec.ts'
import { Kind } from '../../../protocols/kind.ts'
import { EVERYONE } from '../../../protocols/layout.ts'
import type { Envelope } from '../../../protocols/message.ts'
import { MICROSECOND, SECOND } from '../../../protocols/units.ts'
import { createMemoryTape } from '../../../src/journal/tape.ts'
import { type TraceEvent, traceEvents, traceText } from '../../../src/journal/trace.ts'
import { placeOnLanes, type Slice } from '../../../src/journal/trace-lanes.ts'
import { loadScenario } from '../../../src/simulation/scenario/load.ts'
import { createSimulation } from '../../../src/simulation/simulation.ts'
import { messagesOf } from '../simulation/tape-messages.ts'

const scenario = loadScenario('sniping', {
  until: '2 min',
  set: [
    'venues.exchange.service=2 us',
    'venues.exchange.speedBump={type: symmetric, delay: 5 us}',
    'groups.sniper.computation=300 ns',
  ],
})
const tape = createMemoryTape()
const simulation = createSimulation(scenario, { tape })
simulation.runUntil(simulation.end)
const messages = messagesOf(tape)
const manifest = {
  cast: [...simulation.cast],
  scenario: { ...scenario } as Record<string, unknown>,
  venues: [{ name: 'exchange', actor: 0, instruments: [{ id: 0, symbol: 'ARMS', tick: 0.0001 }] }],
}

type Said = WireBody & Envelope
const isRequest = ({ kind }: Said): boolean => kind >= Kind.newOrder && kind <= Kind.massCancel
const keyOf = ({ sender, sequence }: Said): string => `${sender}.${sequence}`

/** When each request was answered: the venue's first word to the sender that names its order. */
const matched = new Map<string, number>()
for (const request of messages.filter(isRequest)) {
  const answer = messages.find(
    (report) =>
      report.sender === request.recipient &&
      report.recipient === request.sender &&
      report.sent >= request.arrives &&
      (request.kind === Kind.massCancel
        ? report.kind === Kind.massCancelled
        : 'orderId' in report &&
          'orderId' in request &&
          report.orderId === request.orderId &&
          report.kind !== Kind.fill),
  )
  if (answer !== undefined) matched.set(keyOf(request), answer.sent)
}

const slicesOf = (events: readonly TraceEvent[]) => events.filter(({ ph }) => ph === 'X')
/** Back to ns, which µs with three decimals are exactly. */
const ns = (us: number | undefined): number => Math.round((us as number) * 1_000)

describe('a trace', () => {
  // A stretch of some seconds, or of less than a message takes: about a request, or anywhere.
  const times = fc.oneof(
    fc.integer({ min: 0, max: 120 * SECOND }),
    fc.constantFrom(...messages.filter(isRequest).map(({ arrives }) => arrives)),
  )
  const spans = fc
    .tuple(times, fc.oneof(fc.nat({ max: 20 * MICROSECOND }), fc.nat({ max: 5 * SECOND })))
    .map(([from, length]) => ({ from, to: from + length }))

  test('has everything that was under way in its span, once, and nothing else', () => {
    fc.assert(
      fc.property(spans, ({ from, to }) => {
        const events = traceEvents(tape, manifest, { from, to })
        const endOf = (said: Said): number => matched.get(keyOf(said)) ?? said.arrives
        const expected = messages
          .filter((said) => said.kind >= Kind.newOrder && said.sent <= to && endOf(said) >= from)
          .map(keyOf)
        const told = slicesOf(events).flatMap(({ pid, args }) =>
          args?.sequence === undefined ? [] : [`${pid - 1}.${args.sequence}`],
        )
        expect(told.sort()).toEqual(expected.sort())
        const notes = messages.filter(
          ({ kind, sent }) => kind < Kind.newOrder && sent >= from && sent <= to,
        )
        expect(events.filter(({ ph }) => ph === 'i')).toHaveLength(notes.length)
      }),
      { numRuns: 60 },
    )
  })

  test('has an arrow from each sending to its arrival, and none to nowhere', () => {
    fc.assert(
      fc.property(spans, (span) => {
        const events = traceEvents(tape, manifest, span)
        const ends = (ph: 's' | 'f') => events.filter((event) => event.ph === ph)
        const found = new Map(ends('s').map((event) => [event.id, event]))
        expect(ends('f')).toHaveLength(found.size)
        for (const { id, pid, ts } of ends('f')) {
          const said = messages.find((one) => keyOf(one) === id) as Said
          expect([ns(found.get(id)?.ts), ns(ts), pid - 1]).toEqual([
            ...[said.sent, said.arrives, said.recipient],
          ])
        }
      }),
      { numRuns: 30 },
    )
  })

  test('never crosses two slices of a lane, and is in the order of time', () => {
    const events = traceEvents(tape, manifest, { from: 0, to: 120 * SECOND })
    const times = events.filter(({ ph }) => ph !== 'M').map(({ ts }) => ts as number)
    expect(times).toEqual([...times].sort((one, other) => one - other))
    const open = new Map<string, number[]>()
    for (const { pid, tid, ts, dur } of slicesOf(events)) {
      const [begin, end] = [ns(ts), ns(ts) + ns(dur)]
      const stack = open.get(`${pid}.${tid}`) ?? []
      open.set(`${pid}.${tid}`, stack)
      while (stack.length > 0 && (stack.at(-1) as number) <= begin) stack.pop()
      if (stack.length > 0) expect(end).toBeLessThanOrEqual(stack.at(-1) as number)
      stack.push(end)
    }
  })

  test('takes a sniper’s order apart, to the nanosecond', () => {
    const sniper = simulation.cast.find(({ group }) => group === 'sniper')?.first as number
    const order = messages.find(({ sender, kind }) => sender === sniper && kind === Kind.newOrder)
    if (order === undefined) throw new Error('it never hunted')
    const span = { from: order.arrives, to: order.arrives }
    const events = slicesOf(traceEvents(tape, manifest, span))
    const parts = events
      .filter(({ name, pid }) => pid === sniper + 1 && /thinking|link/.test(name))
      .map(({ name, ts, dur }) => [name, ns(ts) - order.sent, ns(dur)])
    expect(parts).toEqual([
      ['thinking', 0, 300],
      ['link', 300, 10_000],
    ])
    const whole = events.find(({ name }) => name === 'newOrder of sniper/0')
    const inside = events.filter(
      ({ pid, tid, ts, name }) =>
        pid === 1 &&
        tid === whole?.tid &&
        (ts as number) >= (whole?.ts as number) &&
        name !== whole?.name,
    )
    expect(inside.slice(0, 3).map(({ name }) => name)).toEqual(
      ns(whole?.dur) > 7_000 ? ['hold', 'queue', 'service'] : expect.arrayContaining(['hold']),
    )
    expect(ns(inside[0]?.dur)).toBe(5_000)
    expect(ns(inside.find(({ name }) => name === 'service')?.dur)).toBe(2_000)
  })

  test('is a JSON document of the format, each event a line', () => {
    const events = traceEvents(tape, manifest, { from: 0, to: 10 * SECOND })
    const text = traceText(events)
    expect(JSON.parse(text)).toEqual({ displayTimeUnit: 'ns', traceEvents: events })
    expect(text.split('\n')).toHaveLength(events.length + 3)
    for (const { ph, ts, pid, tid } of events) {
      expect([typeof pid, typeof tid]).toEqual(['number', 'number'])
      if (ph !== 'M') expect(Number.isFinite(ts)).toBe(true)
    }
    const names = new Set(events.map(({ ph, pid }) => `${ph === 'M'}${pid}`))
    for (const { pid } of events) expect(names).toContain(`true${pid}`)
  })

  test('a publication is a slice of its publisher alone', () => {
    const news = messages.find(({ kind }) => kind === Kind.news) as Said
    expect(news.recipient).toBe(EVERYONE)
    const events = traceEvents(tape, manifest, { from: news.sent, to: news.sent })
    const [slice] = slicesOf(events).filter(({ name }) => name === 'news')
    expect([slice?.pid, slice?.args?.value]).toEqual([
      news.sender + 1,
      news.kind === Kind.news && news.value,
    ])
  })
})

test('slices lie on as many lanes as are under way at once, and no more', () => {
  const slice = fc
    .record({ actor: fc.nat({ max: 1 }), begin: fc.nat({ max: 30 }), length: fc.nat({ max: 9 }) })
    .map(({ actor, begin, length }): Slice => {
      return { actor, begin, end: begin + length, name: '', parts: {}, args: {} }
    })
  fc.assert(
    fc.property(fc.array(slice, { maxLength: 25 }), (slices) => {
      const placed = placeOnLanes(slices)
      expect(placed.map((one) => one.slice)).toHaveLength(slices.length)
      const cross = (one: Slice, other: Slice): boolean =>
        one.actor === other.actor &&
        (one.begin < other.end && other.begin < one.end
          ? true
          : (one.begin === one.end || other.begin === other.end) &&
            one.begin <= other.end &&
            other.begin <= one.end)
      for (const [nth, one] of placed.entries()) {
        for (const other of placed.slice(nth + 1)) {
          if (one.lane === other.lane) expect(cross(one.slice, other.slice)).toBe(false)
        }
        // It lies no higher than on top of those that it would cross.
        const below = placed.slice(0, nth).filter((other) => cross(other.slice, one.slice))
        expect(one.lane).toBeLessThanOrEqual(below.length + 1)
      }
    }),
  )
})
