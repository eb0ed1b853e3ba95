import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Phase, Reason, SelfTrade, Side, TimeInForce } from '../../../../protocols/kind.ts'
import { runs } from '../../../runs.ts'
import { demand } from '../demand.ts'
import type { PlainOptions, PlainOrder, PlainRequest, PoolEvent } from './plain-pool-order.ts'
import { livePool, type PoolStep, perform, poolDay, poolOptions } from './pool-steps.ts'

/** An order as its participant knows it: what it asked for, and what it heard since. */
interface Known {
  readonly request: PlainRequest
  order: PlainOrder
  filled: number
  isOver: boolean
}

/** A day as somebody sees it who knows every request and hears every report, and no more. */
interface Witness {
  readonly known: Map<number, Known>
  bid: number
  ask: number
  phase: number
}

const KEPT: readonly number[] = [TimeInForce.day, TimeInForce.goodTillTime]

function hear(
  witness: Witness,
  options: PlainOptions,
  said: PoolEvent,
  request: PlainRequest | undefined,
): void {
  const { known } = witness
  if (said.event === 'accepted') {
    const { order } = said
    const asked = request as PlainRequest
    demand(order.venueOrder === known.size + 1, 'orders are numbered in turn', order)
    demand(order.open === asked.size && order.filled === 0, 'all of a new order is open', order)
    known.set(order.venueOrder, { request: asked, order, filled: 0, isOver: false })
    return
  }
  if (said.event === 'fill') hearFill(witness, options, said)
  for (const order of said.event === 'fill' ? [said.maker, said.taker] : [said.order]) {
    const knew = known.get(order.venueOrder) as Known
    demand(!knew.isOver, 'an order ends once', said)
    if (said.event === 'fill') {
      knew.filled += said.size
      demand(order.size === knew.order.size, 'a fill leaves the total', said)
    } else demand(order.open > 0, 'what ends was open', said)
    const isWhole = order.filled === knew.filled && order.open === order.size - knew.filled
    demand(isWhole, 'what was filled stays filled, and all else is open', knew, said)
    knew.order = order
    knew.isOver = said.event === 'fill' ? order.open === 0 : said.event !== 'replaced'
  }
}

function hearFill(
  { known, bid, ask, phase }: Witness,
  options: PlainOptions,
  said: Extract<PoolEvent, { event: 'fill' }>,
): void {
  const { maker, taker, price, size } = said
  demand(phase === Phase.continuous && bid > 0 && ask > 0, 'there is a market', said)
  const isOpen = bid < ask || (bid === ask ? options.tradesLocked : options.tradesCrossed)
  demand(isOpen, 'the pool trades at such a reference', bid, ask, said)
  const middle = (bid + ask) / 2
  const rounded = maker.side === Side.buy ? Math.floor(middle) : Math.ceil(middle)
  demand(price === rounded, 'the price is the middle as it was seen', bid, ask, said)
  const [buyer, seller] = maker.side === Side.buy ? [maker, taker] : [taker, maker]
  demand(buyer.side === Side.buy && seller.side === Side.sell, 'somebody buys', said)
  demand(buyer.price === 0 || price <= buyer.price, 'no buyer pays more than its limit', said)
  demand(price >= seller.price, 'no seller gets less than its limit', said)
  demand(size > 0, 'something trades', said)
  for (const order of [maker, taker]) {
    const { request } = known.get(order.venueOrder) as Known
    const least = Math.max(request.minimum ?? 0, options.minimum)
    demand(size >= Math.min(least, order.open + size), 'minimum', least, said)
  }
  const policy = (known.get(taker.venueOrder) as Known).request.selfTrade || options.selfTrade
  const mayMeet = policy === SelfTrade.allow || policy === SelfTrade.venue
  demand(maker.participant !== taker.participant || mayMeet, 'nobody trades with itself', said)
}

/** Of those that wait in a pool that crosses at once, two that should have traded. */
function leftTogether({ known, bid, ask, phase }: Witness, options: PlainOptions): unknown {
  const isMarket = bid > 0 && ask > 0 && (bid < ask || options.tradesCrossed) && bid !== ask
  if (!isMarket || phase !== Phase.continuous || options.interval > 0) return undefined
  const waiting = [...known.values()].filter(({ isOver }) => !isOver)
  const buyers = waiting.filter(({ order: { side, price } }) =>
    side === Side.buy ? price === 0 || 2 * price >= bid + ask : false,
  )
  const sellers = waiting.filter(
    ({ order: { side, price } }) => side === Side.sell && 2 * price <= bid + ask,
  )
  const isEnough = (size: number, { order, request }: Known): boolean =>
    size >= Math.min(order.open, Math.max(request.minimum ?? 0, options.minimum))
  return buyers
    .flatMap((buyer) => sellers.map((seller) => [buyer, seller] as const))
    .find((pair) => {
      const size = Math.min(...pair.map(({ order }) => order.open))
      return pair.every((known) => isEnough(size, known))
    })
}

function hearAnswer({ known }: Witness, answer: number, events: PoolEvent[]): void {
  const accepted = events.find((said) => said.event === 'accepted')
  demand((accepted !== undefined) === (answer === Reason.none), 'answers say what is', events)
  if (accepted === undefined) {
    demand(events.length === 0, 'a refusal is silent', events)
    return
  }
  const { request, filled, isOver } = known.get(accepted.order.venueOrder) as Known
  if (request.timeInForce !== TimeInForce.fillOrKill) return
  demand(isOver && (filled === 0 || filled === request.size), 'all or nothing', events)
}

test('nobody is filled outside limit, middle or minimum; nothing is lost; each order ends once', () => {
  fc.assert(
    fc.property(poolOptions, poolDay, (options, day) => {
      const { pool, events } = livePool(options)
      const witness: Witness = { known: new Map(), bid: 0, ask: 0, phase: Phase.continuous }
      let now = 0
      const listen = (step: PoolStep): void => {
        const request = step.do === 'submit' ? step.request : undefined
        now += step.wait
        pool.advance(now as never)
        for (const said of events) hear(witness, options, said, undefined)
        events.length = 0
        if (step.do === 'refer') [witness.bid, witness.ask] = [step.bid, step.ask]
        if (step.do === 'enter') witness.phase = step.phase
        const answer = perform(pool, step, now)
        for (const said of events) hear(witness, options, said, request)
        if (step.do === 'submit') hearAnswer(witness, answer, events)
        events.length = 0
        const left = leftTogether(witness, options)
        demand(left === undefined, 'no two that may trade wait', left)
        const waiting = [...witness.known.values()].filter(({ isOver }) => !isOver)
        if (options.interval > 0) return
        for (const known of waiting)
          demand(KEPT.includes(known.request.timeInForce), 'immediate', known)
      }
      for (const step of day) listen(step)
      listen({ wait: 1, do: 'enter', phase: Phase.closed })
      expect([...witness.known.values()].every(({ isOver }) => isOver)).toBe(true)
    }),
    { numRuns: runs(1_000) },
  )
})
