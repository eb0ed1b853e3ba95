import type { Market } from '../../../actors/actor.ts'
import { actionOf } from '../../../actors/learner/categorical.ts'
import { createComposedTask, taskParameters } from '../../../actors/learner/composed-task.ts'
import { actionsOf, recognise } from '../../../actors/learner/recognition.ts'
import { Kind } from '../../../protocols/kind.ts'
import type { ActorId, InstrumentId, Nanos } from '../../../protocols/units.ts'
import { createLiveOrders } from './live-orders.ts'
import { createRecordedContext } from './recorded-context.ts'
import type { Recorded, RecordedMarket } from './recorded-market.ts'

/** One decision of somebody who was watched. */
export interface WatchedStep {
  /** ns since the session's start. */
  readonly at: number
  /** What a learner in its place would have seen. */
  readonly observation: Float64Array
  /** The action, by its parts, that comes nearest to what it then did. */
  readonly parts: readonly number[]
  /** How far that is from what it did. @see distance */
  readonly distance: number
  /** What the task would have paid for the span that the decision begins. */
  readonly reward: number
  /** What it had and what the market was, when it decided: plain numbers by name. */
  readonly info: Readonly<Record<string, number>>
}

/** What somebody did in one market, decision by decision. */
export interface Trajectory {
  readonly steps: readonly WatchedStep[]
  /** What there was to see when the last span had ended. */
  readonly last: Omit<WatchedStep, 'parts' | 'distance' | 'reward'>
  /** The task came to its end there; else it was cut off. */
  readonly terminated: boolean
}

/** Messages of both, by time; at one time the market's first. */
function* merged(
  published: readonly Recorded[],
  delay: number,
  own: readonly Recorded[],
): Generator<Recorded> {
  let nth = 0
  for (const event of own) {
    for (; nth < published.length; nth++) {
      const { at, message } = published[nth] as Recorded
      if (at + delay > event.at) break
      yield { at: at + delay, message }
    }
    yield event
  }
  for (; nth < published.length; nth++) {
    const { at, message } = published[nth] as Recorded
    yield { at: at + delay, message }
  }
}

/**
 * What `actor` did, as somebody would have done it who has the task `given`: at each moment of the task
 * what there was to see, by the actor's own delay, and the action that comes nearest to what the actor
 * sent from then until the next moment. What the actor itself looked at is not known: if it saw more,
 * that is missing, and if less, it is there all the same.
 *
 * It ends with the task, or where less than an interval of the record is left.
 *
 * @param given a task as docs/learning/environments.md has it, whose actions are chosen from a list
 * @throws RangeError where the task is none or has no such actions, or the record ends before its first
 *   decision
 */
export function watch(market: RecordedMarket, actor: number, given: unknown): Trajectory {
  const parsed = taskParameters.safeParse(given)
  if (!parsed.success) throw new RangeError(`the task: ${parsed.error.issues[0]?.message}`)
  const task = createComposedTask(parsed.data)
  const actions = actionsOf(task.actionSpace)
  const { context, come, publish, answers } = createRecordedContext(actor as ActorId, `${actor}`)
  const orders = createLiveOrders()
  const play = task.begin(context, marketOf(market))
  const events = merged(
    market.published,
    market.delays.get(actor) ?? 0,
    market.own.get(actor) ?? [],
  )
  let next = events.next()

  const hear = ({ at, message }: Recorded): void => {
    come(at)
    if (message.recipient === actor) {
      play.hear(message)
      orders.hear(message)
    } else if (message.sender === actor) {
      orders.hear(message)
      if (message.kind === Kind.newOrder) play.sent(message.orderId, message.size)
    } else if (publish(message)) play.hear(message)
    for (const answer of answers()) play.hear(answer)
  }
  const hearUntil = (time: number, isWith: boolean): void => {
    for (; !next.done; next = events.next()) {
      if (isWith ? next.value.at > time : next.value.at >= time) return
      // What it sends at the very moment is of the span that begins then.
      if (isWith && next.value.at === time && next.value.message.sender === actor) return
      hear(next.value)
    }
  }

  for (const answer of answers()) play.hear(answer)
  for (const at of play.glances()) {
    hearUntil(at, true)
    come(at)
    play.glance()
  }
  const steps: WatchedStep[] = []
  for (;;) {
    const at = play.next() as number
    if (at > market.end) {
      throw new RangeError(`the record ends ${market.end} ns after its start, before ${at} ns`)
    }
    hearUntil(at, true)
    come(at)
    const { observation, reward, terminated, truncated, info } = play.moment()
    const before = steps.at(-1)
    if (before !== undefined) steps[steps.length - 1] = { ...before, reward }
    play.follow()
    const until = play.next() as number
    const isOver = terminated || truncated
    if (isOver || until > market.end) {
      const last = { at, observation, info }
      return { steps, last, terminated }
    }
    const rehearsed = actions.map((parts) => play.rehearse(actionOf(task.actionSpace, parts)))
    orders.begin()
    hearUntil(until, false)
    const done = { sent: orders.sent(), standing: orders.standing() }
    const touch = { bid: info.bid as number, ask: info.ask as number }
    const { nth, distance } = recognise(done, rehearsed, touch)
    const parts = actions[nth] as readonly number[]
    steps.push({ at, observation, parts, distance, reward: 0, info })
  }
}

function marketOf({ venue, instrument, open, close, news }: RecordedMarket): Market {
  const listing = (publisher: number, number: number) => ({
    venue: publisher as ActorId,
    instrument: number as InstrumentId,
  })
  return {
    ...listing(venue, instrument),
    ...{ open: open as Nanos, close: close as Nanos },
    fundamental: () => 0,
    news: news && listing(news.venue, news.instrument),
  }
}
