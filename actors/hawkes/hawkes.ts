import { Kind, Side } from '../../protocols/kind.ts'
import type { Actor, Market, Receive } from '../actor.ts'
import { createResting, createTouch } from '../flow-state.ts'
import { createOrderDesk } from '../order-desk.ts'
import type { HawkesParameters } from './parameters.ts'
import { createHawkes } from './process.ts'

const WAKE = 1

/**
 * Order flow that excites itself: market orders, limit orders and cancellations of either side come
 * as a multivariate Hawkes process, marked by size. Limit orders go a uniform distance from the
 * opposite best; a cancellation is of one resting order of its side, each alike, and of none where
 * none rests. In a halt the process goes on and nothing is said.
 *
 * Source: Hawkes 1971; Bacry, Mastromatteo and Muzy 2015 (section 4, order flow); the simulation is
 * Ogata's thinning, exact.
 */
export function createHawkesFlow(parameters: HawkesParameters, market: Market): Actor {
  const { types, excitation, memory, window, sizeMax } = parameters
  const base = types.map(({ baseMean }) => 1 / baseMean)
  return (context) => {
    const { random } = context
    const desk = createOrderDesk(context, market)
    const touch = createTouch(context, market)
    const arrivals = createHawkes({ base, excitation, memory }, random)
    const resting = { [Side.buy]: createResting(), [Side.sell]: createResting() }
    let type = 0

    const sleep = (from = 0): void => {
      const next = arrivals.next()
      type = next.type
      context.after(from + next.gap, WAKE)
    }
    const submit = (side: Side, size: number): void => {
      const distance = random.integer(1, window)
      const price = side === Side.buy ? touch.ask - distance : touch.bid + distance
      const id = desk.limit(side, price, size)
      if (id !== undefined) resting[side].add(id, side, price)
    }
    const withdraw = (side: Side): void => {
      const { count, at, remove } = resting[side]
      if (count === 0) return
      const { id } = at(random.integer(0, count - 1))
      remove(id)
      desk.cancel(id)
    }
    /** What is drawn is drawn in a halt too: the process is the same whatever the market does. */
    const act = (isTrading: boolean): void => {
      const { action, side: name } = types[type] as HawkesParameters['types'][number]
      const side = Side[name]
      const size = action === 'cancel' ? (sizeMax + 1) / 2 : random.integer(1, sizeMax)
      arrivals.excite(type, size / ((sizeMax + 1) / 2))
      if (!isTrading) return
      touch.look()
      if (action === 'market') desk.market(side, size)
      else if (action === 'limit') submit(side, size)
      else withdraw(side)
    }
    const listen =
      (isTrading: boolean): Receive =>
      (message) => {
        resting[Side.buy].hear(message)
        resting[Side.sell].hear(message)
        if (message.kind !== Kind.timer) return
        act(isTrading)
        sleep()
      }
    const idle = listen(false)
    return {
      receive: listen(true),
      starting(message) {
        if (message.kind !== Kind.start) {
          idle(message)
          return
        }
        desk.begin(message.life)
        if (message.life > 0) desk.cancelAll()
        sleep(Math.max(market.open - context.now(), 0))
      },
      halted: idle,
      closing: () => {},
    }
  }
}
