import { z } from 'zod'
import { Kind, type Side } from '../../protocols/kind.ts'
import type { Message } from '../../protocols/message.ts'
import { type Nanos, type OrderId, SIZE_MAX } from '../../protocols/units.ts'
import type { ActorContext, Market } from '../actor.ts'
import { type OrderDesk, PlainDesk } from '../order-desk.ts'
import { duration, size, span } from '../parameters.ts'
import { createParentOrder, type ParentOrder } from '../parent-order.ts'
import { ACTIONS, type Act, type ActionScheme, type Hands, sideOf } from './actions.ts'
import { LOOKS, MarketView } from './market-view.ts'
import { OBSERVATIONS, type ObservationPiece, type Progress } from './observations.ts'
import { createPiece, pieceOf } from './pieces.ts'
import { type Rehearsed, rehearse } from './rehearsal.ts'
import { REWARDS, type RewardPiece, wealth } from './rewards.ts'
import { type Box, contains, type Value } from './space.ts'
import type { Moment, Play, Task } from './task.ts'

/** The tags of the timers at which time is up, and at which it glances at the market. */
const TIME_UP = 17
const GLANCE = 18

const parent = z.strictObject({
  side: z.enum(['buy', 'sell']).default('buy').describe('what there is to do'),
  quantity: size().default(1_000).describe('lots in all'),
  finish: z
    .enum(['leave', 'market'])
    .default('leave')
    .describe('what becomes of the rest when time is up'),
})

/** What a task composed of named pieces may be told. */
export const taskParameters = z.strictObject({
  from: duration().prefault('1 min').describe('the first decision, from the open on'),
  interval: span().prefault('1 min').describe('time between two decisions'),
  glances: z
    .int()
    .min(0)
    .max(LOOKS - 1)
    .default(0)
    .describe('looks at the market before the first decision, an interval apart'),
  steps: z.int().min(1).max(1_000_000).default(10).describe('decisions at most'),
  settle: span()
    .prefault('1 s')
    .describe('time after the last span in which orders are withdrawn and the last fills come in'),
  parent: parent.optional().describe('an order to be worked; left out: there is none'),
  ruin: z
    .int()
    .min(1)
    .max(SIZE_MAX)
    .optional()
    .describe('loss, ticks × lots, at which it is over; left out: it never is'),
  observe: z.array(pieceOf(OBSERVATIONS)).min(1).max(64).describe('what is seen, in this order'),
  act: pieceOf(ACTIONS).describe('what may be done'),
  reward: z.array(pieceOf(REWARDS)).min(1).max(16).describe('what is paid: the sum of these'),
})
export type TaskParameters = z.output<typeof taskParameters>

/**
 * A composed task under way, of which somebody else may make the decisions: who is watched instead of
 * asked.
 */
export interface ComposedPlay extends Play<Float64Array, Value> {
  /** What an action would send now; nothing is sent. */
  rehearse(action: Value): Rehearsed
  /** A decision that was made elsewhere, in place of `act`: what it sent is told by `sent`. */
  follow(): void
  /** An order that was sent elsewhere: until it ends it is on its way to do the parent order. */
  sent(order: OrderId, size: number): void
  /** When it glances at the market before its first moment, ns since time 0, in order. */
  glances(): readonly Nanos[]
  /** Does it; in a market its own timers do. */
  glance(): void
}

/** A task whose plays can be followed. */
export interface ComposedTask extends Task<Float64Array, Value> {
  begin(context: ActorContext, market: Market, episode?: number): ComposedPlay
}

/**
 * A task composed of pieces. Decision k of `steps` is at open + `from` + k · `interval`; the play
 * ends where the parent order is filled, where it is ruined, or when time is up. All orders are then
 * withdrawn, the rest of the parent goes to the market where `finish` says so, and the last moment is
 * `settle` later. With a parent order time's end is the task's end, `terminated`; without one it only
 * cuts it off, `truncated`.
 *
 * @throws RangeError where the actions need a parent order and there is none, or a glance would come
 *   before the open
 */
export function createComposedTask(parameters: TaskParameters): ComposedTask {
  const pieces = parameters.observe.map((each) => createPiece(OBSERVATIONS, each))
  const scheme: ActionScheme = createPiece(ACTIONS, parameters.act)
  const rewards = parameters.reward.map((each) => createPiece<RewardPiece>(REWARDS, each))
  if (scheme.needsParent && parameters.parent === undefined) {
    throw new RangeError(`act ${parameters.act.type} works a parent order: say parent`)
  }
  const { from, interval, steps, settle, glances } = parameters
  if (glances > 0 && glances * interval >= from) {
    const most = Math.max(0, Math.ceil(from / interval) - 1)
    throw new RangeError(
      `glances ${glances} begin before the open: at most ${most}, or a later from`,
    )
  }
  const observationSpace = spaceOf(pieces)
  return {
    observationSpace,
    actionSpace: scheme.space,
    end: ({ open }) => (open + from + steps * interval + settle) as Nanos,
    begin: (context, market, episode = 0) =>
      new OwnPlay({
        ...{ context, market, episode, parameters, pieces, scheme, rewards, observationSpace },
      }),
  }
}

function spaceOf(pieces: readonly ObservationPiece[]): Box {
  const bounds = (which: 'low' | 'high'): Float64Array =>
    Float64Array.from(pieces.flatMap((each) => new Array<number>(each.size).fill(each[which])))
  const low = bounds('low')
  return { kind: 'box', shape: [low.length], low, high: bounds('high') }
}

/** A desk whose orders, until they end, count as on their way to do the parent order. */
class CountedDesk extends PlainDesk {
  private readonly parent: ParentOrder

  constructor(context: ActorContext, market: Market, parent: ParentOrder) {
    super(context, market)
    this.parent = parent
  }

  override limit(side: Side, price: number, size: number): OrderId | undefined {
    return this.count(super.limit(side, price, size), size)
  }

  override take(side: Side, price: number, size: number): OrderId | undefined {
    return this.count(super.take(side, price, size), size)
  }

  override market(side: Side, size: number): OrderId | undefined {
    return this.count(super.market(side, size), size)
  }

  override stop(side: Side, trigger: number, size: number): OrderId | undefined {
    return this.count(super.stop(side, trigger, size), size)
  }

  private count(order: OrderId | undefined, size: number): OrderId | undefined {
    if (order !== undefined) this.parent.sent(order, size)
    return order
  }
}

interface PlayParts {
  readonly context: ActorContext
  readonly market: Market
  readonly episode: number
  readonly parameters: TaskParameters
  readonly pieces: readonly ObservationPiece[]
  readonly scheme: ActionScheme
  readonly rewards: readonly RewardPiece[]
  readonly observationSpace: Box
}

class OwnPlay implements ComposedPlay {
  private readonly parts: PlayParts
  private readonly desk: OrderDesk
  private readonly view: MarketView
  private readonly parent: ParentOrder
  private readonly quantity: number
  private readonly direction: number
  private readonly hands: Hands
  private readonly carryOut: Act
  private decisions = 0
  private wealthBefore = 0
  private positionBefore = 0
  /** Whether time was up; whether an order of its own may still live. */
  private isUp = false
  private isWithdrawing = false
  private isOver = false

  constructor(parts: PlayParts) {
    const { context, market, parameters, pieces, scheme } = parts
    this.parts = parts
    this.view = new MarketView(
      context,
      market,
      pieces.some(({ needsDepth }) => needsDepth === true),
    )
    this.quantity = parameters.parent?.quantity ?? 0
    this.direction = { buy: 1, sell: -1, none: 0 }[parameters.parent?.side ?? 'none']
    this.parent = createParentOrder(this.quantity)
    this.desk = new CountedDesk(context, market, this.parent)
    this.desk.begin(parts.episode)
    this.hands = {
      ...{ context, desk: this.desk, view: this.view },
      progress: () => this.progress(),
      free: () => this.parent.left(),
    }
    this.carryOut = scheme.create(this.hands)
    for (const at of this.glances()) context.after(at - context.now(), GLANCE)
  }

  glances(): readonly Nanos[] {
    const { market, parameters } = this.parts
    const { from, interval, glances } = parameters
    return Array.from({ length: glances }, (_, nth) => {
      return (market.open + from - (glances - nth) * interval) as Nanos
    })
  }

  glance(): void {
    this.view.glance()
  }

  hear(message: Message): void {
    if (message.kind === Kind.timer && message.tag === TIME_UP) {
      this.withdraw()
      return
    }
    if (message.kind === Kind.timer && message.tag === GLANCE) {
      this.glance()
      return
    }
    this.view.hear(message)
    this.parent.hear(message)
    if (this.isWithdrawing) this.finish()
    else if (!this.isUp && !this.isOver) this.carryOut.hear?.(message)
  }

  /** Time is up: nothing of its own stays in the book. */
  private withdraw(): void {
    if (this.isOver) return
    this.isUp = true
    this.isWithdrawing = true
    this.desk.cancelAll()
    this.finish()
  }

  /** Once none of its orders lives, what is left of the parent goes to the market, where it shall. */
  private finish(): void {
    const unfilled = this.quantity - this.direction * this.view.position
    if (this.parent.left() !== unfilled) return
    this.isWithdrawing = false
    const { parent } = this.parts.parameters
    if (parent?.finish === 'market') this.desk.market(sideOf(this.direction), this.left())
  }

  next(): Nanos {
    const { market, parameters } = this.parts
    const { from, interval, steps, settle } = parameters
    const wait = this.decisions * interval + (this.decisions === steps ? settle : 0)
    return (market.open + from + wait) as Nanos
  }

  moment(): Moment<Float64Array> {
    const { parameters, rewards } = this.parts
    const { view, quantity, wealthBefore, positionBefore } = this
    view.look()
    const isFirst = this.decisions === 0
    if (isFirst) this.parts.context.after(parameters.steps * parameters.interval, TIME_UP)
    const isUp = this.decisions === parameters.steps
    const isDone = quantity > 0 && this.left() === 0
    const isRuined = parameters.ruin !== undefined && wealth(view) <= -parameters.ruin
    const truncated = isUp && quantity === 0 && !isRuined
    const isLast = isUp || isDone || isRuined
    if (isLast && !isUp) this.desk.cancelAll()
    this.isOver = isLast
    const progress = this.progress()
    const span = { view, progress, quantity, wealthBefore, positionBefore, isLast }
    const reward = isFirst ? 0 : rewards.reduce((sum, each) => sum + each(span), 0)
    this.wealthBefore = wealth(view)
    this.positionBefore = view.position
    return {
      at: view.now,
      observation: this.observe(progress),
      reward,
      terminated: isLast && !truncated,
      truncated,
      info: this.info(),
    }
  }

  act(action: Value): void {
    if (!contains(this.parts.scheme.space, action)) {
      throw new RangeError(`${JSON.stringify(action)} is no point of the action space`)
    }
    this.decisions++
    this.carryOut(action)
  }

  rehearse(action: Value): Rehearsed {
    return rehearse(this.parts.scheme, this.hands, action)
  }

  follow(): void {
    this.decisions++
  }

  sent(order: OrderId, size: number): void {
    this.parent.sent(order, size)
  }

  private observe(progress: Progress): Float64Array {
    const { pieces, observationSpace } = this.parts
    const { low, high } = observationSpace
    const seen = new Float64Array(low.length)
    let at = 0
    for (const each of pieces) {
      each.write(this.view, progress, seen, at)
      at += each.size
    }
    return seen.map((x, i) => Math.min(high[i] as number, Math.max(low[i] as number, x)))
  }

  /** Lots of the parent order that are not filled, as far as it has heard. */
  private left(): number {
    return Math.max(0, this.quantity - this.direction * this.view.position)
  }

  private progress(): Progress {
    const { quantity, direction, decisions } = this
    const left = this.left()
    return {
      timeLeft: 1 - decisions / this.parts.parameters.steps,
      inventory: quantity === 0 ? 0 : left / quantity,
      direction,
      left,
    }
  }

  private info(): Moment['info'] {
    const { bid, ask, mid, entry, position, cash } = this.view
    return { bid, ask, mid, entry, position, cash, left: this.left() }
  }
}
