import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ActorContext } from '../../../../actors/actor.ts'
import { createAccounts } from '../../../../actors/exchange/accounts.ts'
import { createQuoteDesk, type QuoteDesk } from '../../../../actors/exchange/quote-desk.ts'
import { Kind, Phase, Reason, Role, Side } from '../../../../protocols/kind.ts'
import type { InstrumentId } from '../../../../protocols/units.ts'
import { runs } from '../../../runs.ts'
import { demand, demandEqual } from '../demand.ts'
import type { PlainTerms } from './plain-quotes.ts'
import { aimed, liveQuotes, type QuoteStep, quoteDay, quoteTerms } from './quote-steps.ts'

type Words = Readonly<Record<string, number>>

/** What was said, to whom and when; nobody in particular is −1. */
interface Said {
  readonly at: number
  readonly to: number
  readonly message: Words
}

/** A quote desk on a stage where the test is the clock. */
function stageDesk(terms: PlainTerms) {
  const said: Said[] = []
  const accounts = createAccounts(1)
  let now = 0
  let timer: { readonly at: number; readonly tag: number } | undefined
  const context = {
    id: 0,
    now: () => now,
    send: (to: number, message: Words) => said.push({ at: now, to, message: { ...message } }),
    publish: (_feed: number, message: Words) =>
      said.push({ at: now, to: -1, message: { ...message } }),
    feed: () => 1,
    after: (delay: number, tag: number) => {
      demand(timer === undefined && delay > 0, 'one timer, and not too late', delay, timer)
      timer = { at: now + delay, tag }
      return 1
    },
    cancel: () => {
      timer = undefined
      return true
    },
  } as unknown as ActorContext
  const desk = createQuoteDesk(context, {
    ...{ instrument: 0 as InstrumentId, quotes: terms as never, accounts },
    ...{ feeds: new Set(['trade'] as const), tag: 77 },
  })
  return {
    desk,
    said,
    accounts,
    /** Lets time pass, and wakes the desk when it asked for it. */
    pass(until: number): void {
      while (timer !== undefined && timer.at <= until) {
        demand(timer.tag === 77, 'the timer is the desk’s', timer)
        now = timer.at
        timer = undefined
        desk.advance()
      }
      now = until
    },
  }
}

/** What a step is as a message; `undefined` where it is none. */
function messageOf(step: QuoteStep): Words | undefined {
  const { participant: sender = 0 } = step as { participant?: number }
  const said = { instrument: 0, sender }
  switch (step.do) {
    case 'request':
      return { ...said, kind: Kind.quoteRequest, ...step.ask }
    case 'quote':
      return { ...said, kind: Kind.dealerQuote, ...step.offer }
    case 'take':
      return { ...said, ...step, kind: Kind.quoteTake } as unknown as Words
    case 'answer':
      return { ...said, ...step, kind: Kind.lastLookAnswer } as unknown as Words
    case 'cancel':
      return { ...said, kind: Kind.cancelOrder, orderId: step.orderId }
    case 'cancelAll':
      return { ...said, kind: Kind.massCancel, onlySide: step.side }
    default:
      return undefined
  }
}

/** Does `step` at a desk. */
function act(desk: QuoteDesk, step: QuoteStep): void {
  const message = messageOf(step)
  if (message !== undefined) desk.serve(message as never)
  else if (step.do === 'enter') desk.enter(step.phase as Phase)
}

const TERMINAL: readonly number[] = [Kind.fill, Kind.quoteEnded]
const REFUSALS: readonly number[] = [Kind.rejected, Kind.refused]

/** How often each thing that was taken in ended, by who it belongs to and the venue's number. */
function endsOf(said: readonly Said[], owners: ReadonlyMap<number, number>): Map<number, number> {
  const ends = new Map([...owners.keys()].map((number) => [number, 0]))
  for (const { to, message } of said) {
    const number = message.venueOrder as number
    const isTerminal = TERMINAL.includes(message.kind as number) && owners.get(number) === to
    if (isTerminal) ends.set(number, (ends.get(number) as number) + 1)
  }
  return ends
}

test('each request and quote ends once, each trade has two fills and a print, and nothing is lost', () => {
  fc.assert(
    fc.property(quoteTerms, quoteDay, (terms, day) => {
      const { desk, said, accounts, pass } = stageDesk(terms)
      /** Who each number belongs to, and what the quotes among them offer. */
      const owners = new Map<number, number>()
      const offers = new Map<number, Words>()
      const looks = new Map<number, Words>()
      let now = 0
      let heard = 0
      for (const anywhere of [...day, { wait: 1, do: 'enter', phase: Phase.closed } as const]) {
        now += anywhere.wait
        pass(now)
        const { quotes } = desk.save() as { quotes: never }
        const step = aimed(anywhere, quotes, terms)
        const before = said.length
        act(desk, step)
        const answers = said.slice(before)
        const isRefused = answers.some(({ message: { kind = 0 } }) => REFUSALS.includes(kind))
        demand(!isRefused || answers.length === 1, 'a refusal is all', answers)
        const isRequest = step.do === 'request' && !isRefused
        if (isRequest) owners.set(owners.size + 1, step.participant)
        for (const { to, message } of said.slice(heard)) {
          const { kind, venueOrder = 0, price, size = 0, side } = message
          if (kind === Kind.accepted) {
            demand(venueOrder === owners.size + 1, 'all are numbered in turn', message)
            owners.set(venueOrder, to)
            offers.set(venueOrder, message)
          }
          if (kind === Kind.lastLook) looks.set(venueOrder, message)
          if (kind !== Kind.trade) continue
          const offer = offers.get(venueOrder) as Words
          const look = looks.get(venueOrder)
          demand(price === offer.price && side !== offer.side, 'as it was offered', message, offer)
          const isSize = size <= (offer.size as number) && size === (look?.size ?? size)
          demand(isSize, 'for no more than was offered and taken', message, offer)
        }
        heard = said.length
      }
      const ends = [...endsOf(said, owners)]
      demandEqual(
        ends.filter(([, count]) => count !== 1),
        [],
      )
      const fills = said.filter(({ message: { role } }) => role !== undefined)
      const prints = said.filter(({ to }) => to === -1)
      const numbers = prints.map(({ message: { number } }) => number)
      demandEqual(
        numbers,
        prints.map((_, at) => at + 1),
      )
      demandEqual(fills.length, 2 * prints.length)
      prints.forEach(({ message: print }, nth) => {
        const [maker, taker] = fills.slice(2 * nth).map(({ message }) => message) as [Words, Words]
        demandEqual([maker.role, taker.role], [Role.maker, Role.taker])
        demandEqual([maker.side, taker.side].sort(), [Side.buy, Side.sell])
        for (const { price, size, number } of [maker, taker]) {
          demandEqual([price, size, number], [print.price, print.size, print.number])
        }
      })
      for (let who = 1; who <= 6; who++) {
        const own = fills.flatMap(({ to, message }) => (to === who ? [message] : []))
        const sign = ({ side }: Words) => (side === Side.buy ? 1 : -1)
        const lots = own.reduce((sum, leg) => sum + sign(leg) * (leg.size as number), 0)
        const paid = own.reduce(
          (sum, leg) => sum + sign(leg) * (leg.price as number) * (leg.size as number),
          0,
        )
        demandEqual([accounts.positionOf(who, 0), accounts.cashOf(who)], [lots, 0 - paid])
      }
      demandEqual(accounts.totals(), { cash: 0, positions: [0] })
      const open = [1, 2, 3, 4, 5, 6].map((who) => accounts.openOrdersOf(who))
      demandEqual(open, [0, 0, 0, 0, 0, 0])
    }),
    { numRuns: runs(1_000) },
  )
})

test('a desk says at each moment what its part says, and wakes it in time', () => {
  fc.assert(
    fc.property(quoteTerms, quoteDay, (terms, day) => {
      const { desk, said, pass } = stageDesk(terms)
      const { real, events } = liveQuotes(terms)
      let now = 0
      for (const anywhere of day) {
        now += anywhere.wait
        pass(now)
        real.advance(now as never)
        demandEqual((desk.save() as { quotes: unknown }).quotes, real.save())
        const step = aimed(anywhere, real.save(), terms)
        act(desk, step)
        const message = messageOf(step)
        if (message !== undefined) actPlainly(real, step, now)
        else if (step.do === 'enter') real.enter(step.phase as Phase, now as never)
      }
      const count = (kind: number) => said.filter(({ message }) => message.kind === kind).length
      const ends = events.filter(({ event }) => event === 'ended')
      const heardTwice = ends.filter(({ quote, isOver }) => quote !== undefined && !isOver)
      expect(count(Kind.quoteEnded)).toBe(ends.length + heardTwice.length)
      expect(count(Kind.quoteInvite)).toBe(events.filter((said) => said.event === 'invited').length)
      expect(count(Kind.lastLook)).toBe(events.filter((said) => said.event === 'looking').length)
    }),
    { numRuns: runs(1_000) },
  )
})

function actPlainly(
  real: ReturnType<typeof liveQuotes>['real'],
  step: QuoteStep,
  now: number,
): void {
  const { participant } = step as unknown as { participant: never }
  const at = now as never
  if (step.do === 'request') real.request(participant, step.ask as never, at)
  else if (step.do === 'quote') real.quote(participant, step.offer as never, at)
  else if (step.do === 'take') real.take(participant, step as never, at)
  else if (step.do === 'answer') real.answer(participant, step as never, at)
  else if (step.do === 'cancel') real.cancel(participant, step.orderId as never, at)
  else if (step.do === 'cancelAll') {
    real.cancelAll(participant, step.side as Side, Reason.requested, at)
  }
}

test('each hears what concerns it: invitations, offers, a look, the fills, the ends', () => {
  const { desk, said, pass } = stageDesk({
    ...{ dealers: [{ participant: 2 }, { participant: 3 }], hold: 50, silence: 'reject' },
  })
  const say = (sender: number, kind: number, more: Words): void =>
    desk.serve({ instrument: 0, sender, kind, ...more } as never)
  pass(10)
  say(9, Kind.quoteRequest, { orderId: 5, onlySide: Side.buy, size: 10, expires: 500 })
  say(2, Kind.dealerQuote, { orderId: 7, side: Side.sell, price: 101, size: 8, number: 1 })
  say(3, Kind.dealerQuote, { orderId: 8, side: Side.sell, price: 102, size: 9, number: 1 })
  say(9, Kind.quoteTake, { orderId: 5, venueOrder: 2, size: 6 })
  pass(60)
  say(9, Kind.quoteTake, { orderId: 5, venueOrder: 3, size: 6 })
  say(3, Kind.lastLookAnswer, { venueOrder: 3, answer: 1 })
  const own = { instrument: 0, side: Side.sell }
  const two = { ...own, venueOrder: 2, price: 101 }
  const three = { ...own, venueOrder: 3, price: 102 }
  const offered = { kind: Kind.quoteOffered, orderId: 5, number: 1, expires: 500 }
  const invited = { kind: Kind.quoteInvite, instrument: 0, onlySide: 1, size: 10, number: 1 }
  const ended = { kind: Kind.quoteEnded, instrument: 0 }
  const filled = { kind: Kind.partialFill, instrument: 0, price: 102, size: 6, number: 1 }
  expect(said).toEqual([
    { at: 10, to: 2, message: { ...invited, expires: 500 } },
    { at: 10, to: 3, message: { ...invited, expires: 500 } },
    { at: 10, to: 2, message: { ...two, kind: Kind.accepted, orderId: 7, size: 8 } },
    { at: 10, to: 9, message: { ...two, ...offered, size: 8 } },
    { at: 10, to: 3, message: { ...three, kind: Kind.accepted, orderId: 8, size: 9 } },
    { at: 10, to: 9, message: { ...three, ...offered, size: 9 } },
    {
      at: 10,
      to: 2,
      message: { ...two, kind: Kind.lastLook, orderId: 7, size: 6, number: 1, expires: 60 },
    },
    { at: 60, to: 2, message: { ...ended, orderId: 7, venueOrder: 2, reason: Reason.lastLook } },
    { at: 60, to: 9, message: { ...ended, orderId: 5, venueOrder: 2, reason: Reason.lastLook } },
    {
      at: 60,
      to: 3,
      message: { ...three, kind: Kind.lastLook, orderId: 8, size: 6, number: 1, expires: 110 },
    },
    {
      at: 60,
      to: 3,
      message: { ...filled, orderId: 8, venueOrder: 3, side: 2, role: Role.maker, open: 3 },
    },
    {
      at: 60,
      to: 9,
      message: { ...filled, orderId: 5, venueOrder: 1, side: 1, role: Role.taker, open: 4 },
    },
    {
      at: 60,
      to: -1,
      message: { ...three, kind: Kind.trade, side: Side.buy, size: 6, number: 1 },
    },
    { at: 60, to: 3, message: { ...ended, orderId: 8, venueOrder: 3, reason: Reason.notChosen } },
    { at: 60, to: 9, message: { ...ended, orderId: 5, venueOrder: 1, reason: Reason.notChosen } },
  ])
})

test('what is refused is answered with the numbers that it named; orders are not traded here', () => {
  const { desk, said } = stageDesk({ dealers: [{ participant: 2 }], hold: 0, silence: 'reject' })
  const say = (kind: number, more: Words): void =>
    desk.serve({ instrument: 0, sender: 2, kind, ...more } as never)
  say(Kind.newOrder, { orderId: 1 })
  say(Kind.replaceOrder, { orderId: 2 })
  say(Kind.quoteRequest, { orderId: 3, size: 0 })
  say(Kind.dealerQuote, { orderId: 4, side: 1, price: 1, size: 1, number: 5 })
  say(Kind.quoteTake, { orderId: 5, venueOrder: 6, size: 1 })
  say(Kind.lastLookAnswer, { venueOrder: 7, answer: 1 })
  say(Kind.cancelOrder, { orderId: 8 })
  say(Kind.cancelOrder, { orderId: 8, less: 1 })
  say(Kind.massCancel, { onlySide: 3 })
  const { rejected, refused } = Kind
  const { unsupported, unknownQuote, unknownOrder } = Reason
  expect(
    said.map(({ message: { kind, orderId, venueOrder, reason } }) => [
      ...[kind, orderId, venueOrder, reason],
    ]),
  ).toEqual([
    [rejected, 1, 0, unsupported],
    [refused, 2, 0, unsupported],
    [rejected, 3, 0, Reason.sizeOutOfRange],
    [rejected, 4, 0, unknownQuote],
    [refused, 5, 6, unknownOrder],
    [refused, 0, 7, unknownQuote],
    [refused, 8, 0, unknownOrder],
    [refused, 8, 0, unsupported],
    [refused, 0, 0, Reason.malformed],
  ])
})

test('a desk that is restored numbers its trades on, and wakes when it must', () => {
  const terms: PlainTerms = { dealers: [{ participant: 2 }], hold: 50, silence: 'accept' }
  const [one, other] = [stageDesk(terms), stageDesk(terms)]
  const say = (sender: number, kind: number, more: Words): void =>
    one.desk.serve({ instrument: 0, sender, kind, ...more } as never)
  for (const [request, until] of [
    [1, 60],
    [3, 100],
  ] as const) {
    say(9, Kind.quoteRequest, { orderId: request, size: 10 })
    say(2, Kind.dealerQuote, { orderId: 1, side: 2, price: 101, size: 10, number: request })
    say(9, Kind.quoteTake, { orderId: request, venueOrder: request + 1, size: 10 })
    one.pass(until)
  }
  other.pass(100)
  other.desk.restore(JSON.parse(JSON.stringify(one.desk.save())))
  one.pass(200)
  other.pass(200)
  const prints = ({ said }: typeof one) => said.filter(({ to }) => to === -1)
  expect(prints(other)).toEqual(prints(one).slice(1))
  expect(prints(other)).toHaveLength(1)
})
