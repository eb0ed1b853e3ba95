import { Kind } from '../../protocols/kind.ts'
import type { Message } from '../../protocols/message.ts'
import type { Nanos } from '../../protocols/units.ts'
import type { Actor, Market, Random } from '../actor.ts'
import type { Value } from './space.ts'
import type { Decider, Play, Task } from './task.ts'

const MOMENT = 1
const DECISION = 2
const NEXT = 3

/**
 * An actor that is told what to reach rather than what to do. At each moment of its task it tells
 * the decider what it sees and what it earned, and 1 ns later it does what the decider decides: a
 * policy within the run and a learner outside it, who is asked between two events, thus leave the
 * same tape. Its links delay what it sees and what it does as they do anybody's.
 *
 * It plays its task `episodes` times, the next one as if the market opened when the time of the one
 * before is over. A restarted one has forgotten what it did, and stays out.
 */
export function createLearner<O extends Value, A extends Value>(
  task: Task<O, A>,
  decider: Decider<O, A>,
  market: Market,
  episodes = 1,
): Actor {
  return (context) => {
    let play: Play<O, A> | undefined
    let episode = 0
    let open = market.open

    const wait = (until: number, tag: number): void => {
      context.after(Math.max(1, until - context.now()), tag)
    }

    const begin = (): void => {
      play = task.begin(context, { ...market, open }, episode)
      wait(play.next(), MOMENT)
    }

    const hear = (message: Message): void => {
      if (play === undefined) {
        if (message.kind === Kind.start && message.life === 0) begin()
      } else if (message.kind === Kind.timer && message.tag === MOMENT) {
        const moment = play.moment()
        decider.meet(moment)
        if (!moment.terminated && !moment.truncated) context.after(1, DECISION)
        else if (++episode < episodes) {
          open = task.end({ ...market, open })
          wait(open, NEXT)
        }
      } else if (message.kind === Kind.timer && message.tag === DECISION) {
        play.act(decider.decide())
        wait(play.next(), MOMENT)
      } else if (message.kind === Kind.timer && message.tag === NEXT) begin()
      else play.hear(message)
    }

    return { receive: hear }
  }
}

/** The market as if it opened later by a time below `spread`, ns, drawn by the actor's own chance. */
export function later(market: Market, spread: number, random: Random): Market {
  if (spread === 0) return market
  return { ...market, open: (market.open + Math.floor(random.uniform() * spread)) as Nanos }
}
