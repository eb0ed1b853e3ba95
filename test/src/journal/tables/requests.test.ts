import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Kind, Reason, SelfTrade } from '../../../../protocols/kind.ts'
import { createRequests, type Request } from '../../../../src/journal/tables/requests.ts'
import { randomDay } from '../../../actors/exchange/random-day.ts'
import { playDay } from '../../../actors/exchange/scripted-market.ts'

const VENUE = 9
const message = (fields: object): never =>
  ({ instrument: 0, orderId: 0, venueOrder: 0, reason: Reason.none, ...fields }) as never

/** Requests of two traders whose orders bear few ids, with delays that overtake each other. */
const request = fc.record({
  sender: fc.integer({ min: 1, max: 2 }),
  kind: fc.constantFrom(Kind.newOrder, Kind.cancelOrder, Kind.replaceOrder, Kind.massCancel),
  orderId: fc.integer({ min: 1, max: 3 }),
  delay: fc.integer({ min: 1, max: 40 }),
  refused: fc.boolean(),
  lost: fc.constantFrom(false, false, false, true),
  /** Whether a cancel takes lots off its order, and leaves the rest. */
  isPartial: fc.boolean(),
  /** What the venue does of itself to an order of this id before it answers. */
  ofItself: fc.record({ orderId: fc.integer({ min: 1, max: 3 }), what: fc.nat(6) }),
})

test('each request gets the answer that the venue gave to it, whatever overtook it', () => {
  fc.assert(
    // A cut for another reason may be taken for a partial cancel's: there are some, or the others.
    fc.property(fc.array(request, { maxLength: 40 }), fc.boolean(), (asked, withCuts) => {
      const emitted: Request[] = []
      const requests = createRequests((row) => emitted.push({ ...row }))
      const sent = asked.map((one, index) => ({
        ...one,
        sequence: index + 1,
        sent: index * 10,
        arrives: index * 10 + one.delay,
        orderId: one.kind === Kind.massCancel ? 0 : one.orderId,
        size: index + 1,
        less: one.kind === Kind.cancelOrder && one.isPartial && !withCuts ? 1 : 0,
      }))
      // The venue serves one at a time, in the order of arrival, 15 ns each: others wait meanwhile.
      let busy = 0
      const served = [...sent]
        .sort((a, b) => a.arrives - b.arrives || a.sequence - b.sequence)
        .map((one) => {
          if (!one.lost) busy = Math.max(busy, one.arrives) + 15
          return { ...one, matched: one.lost ? one.arrives : busy }
        })
      const steps = [
        ...sent.map((one) => ({ at: one.sent, answers: false, one: { ...one, matched: 0 } })),
        ...served.map((one) => ({ at: one.matched, answers: true, one })),
      ].sort((a, b) => a.at - b.at || Number(a.answers) - Number(b.answers))

      for (const { one, answers } of steps) {
        if (!answers) requests.ask(message({ ...one, recipient: VENUE }))
        else if (one.lost) requests.drop(one.sender, one.sequence)
        else {
          requests.answer(ownDeed(one, withCuts))
          for (const report of answersTo(one)) requests.answer(report)
        }
      }
      requests.close()

      expect(emitted.map(({ sequence }) => sequence)).toEqual(sent.map(({ sequence }) => sequence))
      for (const [index, one] of sent.entries()) {
        const { venueOrder, matched } = emitted[index] as Request
        // The venue's number stands here for the request that was answered.
        expect(venueOrder).toBe(one.lost ? 0 : one.sequence)
        const answered = served.find(({ sequence }) => sequence === one.sequence)
        if (!one.lost) expect(matched).toBe(answered?.matched)
      }
    }),
  )
})

type Sent = { kind: number; sender: number; sequence: number; matched: number } & {
  orderId: number
  refused: boolean
  size: number
  less: number
  ofItself: { orderId: number; what: number }
}

/** What the venue tells a participant that is the answer to nothing. */
function ownDeed({ sender, matched, ofItself: { orderId, what } }: Sent, withCuts: boolean): never {
  const deeds = [
    { kind: Kind.cancelled, reason: Reason.selfTrade },
    { kind: Kind.cancelled, reason: Reason.disconnected },
    { kind: Kind.triggered },
    { kind: Kind.repriced, size: 9_000 },
    { kind: Kind.partialFill },
    { kind: Kind.fill },
  ]
  const deed = deeds[what] ?? (withCuts ? { kind: Kind.replaced, size: 9_000 } : deeds[0])
  const envelope = { sender: VENUE, recipient: sender, sent: matched, arrives: matched + 5 }
  return message({ ...deed, ...envelope, orderId, venueOrder: 5_000 })
}

/** What a venue says to it: of a mass cancel, also the orders that it ended. */
function answersTo(sent: Sent): never[] {
  const { kind, sender, sequence, matched, orderId, refused, size, less } = sent
  const report = (fields: object): never =>
    message({ sender: VENUE, recipient: sender, sent: matched, arrives: matched + 5, ...fields })
  const own = { orderId, venueOrder: sequence }
  if (kind === Kind.newOrder)
    return [report({ kind: refused ? Kind.rejected : Kind.accepted, ...own })]
  if (refused) return [report({ kind: Kind.refused, ...own })]
  if (kind === Kind.replaceOrder) {
    return [
      sequence % 2 === 0
        ? report({ kind: Kind.replaced, ...own, size })
        : report({ kind: Kind.cancelled, ...own, reason: Reason.replacedBelowFilled }),
    ]
  }
  if (kind === Kind.cancelOrder && less > 0 && sequence % 2 === 0) {
    return [report({ kind: Kind.replaced, ...own, size: 7_000 })]
  }
  const cancelled = { kind: Kind.cancelled, reason: Reason.requested }
  if (kind === Kind.cancelOrder) return [report({ ...cancelled, ...own })]
  return [
    ...[1, 2, 3].map((ended) => report({ ...cancelled, orderId: ended, venueOrder: 1_000 })),
    report({ kind: Kind.massCancelled, ...own }),
  ]
}

test('an order that ends by itself is no answer to a cancel that is still on its way', () => {
  const emitted: Request[] = []
  const requests = createRequests((row) => emitted.push(row))
  const ends = { kind: Kind.expired, orderId: 1, reason: Reason.sessionEnd, sender: VENUE }
  requests.ask(
    message({
      kind: Kind.cancelOrder,
      orderId: 1,
      sender: 1,
      recipient: VENUE,
      sent: 5,
      arrives: 20,
    }),
  )
  requests.answer(message({ ...ends, recipient: 1, sent: 10, arrives: 15 }))
  const refusal = { kind: Kind.refused, reason: Reason.unknownOrder, orderId: 1 }
  requests.answer(message({ ...refusal, sender: VENUE, recipient: 1, sent: 20, arrives: 25 }))
  requests.close()
  expect(emitted).toMatchObject([{ outcome: Kind.refused, matched: 20, reported: 25 }])
})

test('on a busy day at the exchange each request is matched when its turn at the door comes', () => {
  fc.assert(
    fc.property(randomDay, (day) => {
      const { records, arrivals, parameters } = playDay(day)
      // An order cut because it met its owner's cannot be told from one that its owner cut.
      const isCutByOwner = records.some(({ kind, less }) => kind === Kind.cancelOrder && less)
      const isCutByVenue = records.some(({ selfTrade }) => selfTrade === DECREMENT)
      fc.pre(!(isCutByOwner && isCutByVenue))
      const emitted: Request[] = []
      const requests = createRequests((row) => emitted.push({ ...row }))
      for (const record of records) {
        if (ASKING.has(record.kind)) requests.ask(record as never)
        else if (ANSWERING.has(record.kind)) requests.answer(record as never)
      }
      requests.close()
      const turns = new Map<string, number>()
      let free = 0
      for (const { at, message } of arrivals) {
        if (message.kind < Kind.newOrder) continue
        free = Math.max(free, at) + parameters.service
        turns.set(`${message.sender} ${message.sequence}`, free)
      }
      expect(emitted.map(({ matched }) => matched)).toEqual(
        emitted.map(({ actor, sequence }) => turns.get(`${actor} ${sequence}`)),
      )
    }),
    { numRuns: 150 },
  )
})

const DECREMENT = SelfTrade.decrementAndCancel
const ASKING = new Set<number>([
  ...[Kind.newOrder, Kind.cancelOrder, Kind.replaceOrder, Kind.massCancel],
])
const ANSWERING = new Set<number>([
  ...[Kind.accepted, Kind.rejected, Kind.cancelled, Kind.replaced, Kind.expired, Kind.refused],
  ...[Kind.massCancelled, Kind.triggered, Kind.repriced],
])
