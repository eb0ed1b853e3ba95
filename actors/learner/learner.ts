import { Kind } from '../../protocols/kind.ts'
import type { Message } from '../../protocols/message.ts'
import type { Actor, Market } from '../actor.ts'
import type { Value } from './space.ts'
import type { Decider, Play, Task } from './task.ts'

const MOMENT = 1
const DECISION = 2

/**
 * An actor that is told what to reach rather than what to do. At each moment of its task it tells
 * the decider what it sees and what it earned, and 1 ns later it does what the decider decides: a
 * policy within the run and a learner outside it, who is asked between two events, thus leave the
 * same tape. Its links delay what it sees and what it does as they do anybody's.
 *
 * It plays its task once: a restarted one has forgotten what it did, and stays out.
 */
export function createLearner<O extends Value, A extends Value>(
  task: Task<O, A>,
  decider: Decider<O, A>,
  market: Market,
): Actor {
  return (context) => {
    let play: Play<O, A> | undefined

    const wait = (until: number): void => {
      context.after(Math.max(1, until - context.now()), MOMENT)
    }

    const hear = (message: Message): void => {
      if (play === undefined) {
        if (message.kind !== Kind.start || message.life > 0) return
        play = task.begin(context, market)
        wait(play.next())
      } else if (message.kind === Kind.timer && message.tag === MOMENT) {
        const moment = play.moment()
        decider.meet(moment)
        if (!moment.terminated && !moment.truncated) context.after(1, DECISION)
      } else if (message.kind === Kind.timer && message.tag === DECISION) {
        play.act(decider.decide())
        wait(play.next())
      } else play.hear(message)
    }

    return { receive: hear }
  }
}
