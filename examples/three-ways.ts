import { exhaustMap, map, timer } from 'rxjs'
import { assign, setup } from 'xstate'
import type { Actor, ActorContext, Market } from '../actors/actor.ts'
import { createMachineTrader, type MessageEvent } from '../actors/machine.ts'
import { createPipelineTrader } from '../actors/pipeline.ts'
import { Kind, OrderType, type Side, TimeInForce } from '../protocols/kind.ts'
import type { NewOrder } from '../protocols/message.ts'
import { type InstrumentId, lots, MILLISECOND, orderId, type Ticks } from '../protocols/units.ts'

/** Time that the follower takes to make up its mind. */
const REACTION = 50 * MILLISECOND

/** Ten lots at the price of a trade, on its aggressor's side, at once or not at all. */
const follow = (
  instrument: InstrumentId,
  id: number,
  { side, price }: { readonly side: Side; readonly price: Ticks },
): NewOrder => ({
  kind: Kind.newOrder,
  instrument,
  orderId: orderId(id),
  side,
  orderType: OrderType.limit,
  timeInForce: TimeInForce.immediateOrCancel,
  price,
  size: lots(10),
})

const subscribeToTrades = (context: ActorContext, { venue, instrument }: Market): void =>
  context.subscribe(context.feed(venue, Kind.trade, instrument))

/** The follower as a plain function: the fastest way, and no library in between. */
export const plainFollower =
  (market: Market): Actor =>
  (context) => {
    let seen: { side: Side; price: Ticks } | undefined
    let orders = 0
    subscribeToTrades(context, market)
    return {
      receive(message) {
        if (message.kind === Kind.trade && seen === undefined) {
          seen = { side: message.side, price: message.price }
          context.after(REACTION, 1)
        } else if (message.kind === Kind.timer && seen !== undefined) {
          context.send(market.venue, follow(market.instrument, ++orders, seen))
          seen = undefined
        }
      },
    }
  }

/** The follower as an RxJS pipeline, from the trades that it hears to the orders that it sends. */
export const pipelineFollower = (market: Market, reaction: number = REACTION): Actor =>
  createPipelineTrader((inbox, context) => {
    let orders = 0
    subscribeToTrades(context, market)
    return inbox.of(Kind.trade).pipe(
      exhaustMap((trade) => timer(reaction, inbox.scheduler).pipe(map(() => trade))),
      map((trade) => ({ to: market.venue, message: follow(market.instrument, ++orders, trade) })),
    )
  })

/** The follower as an XState machine, whose state can be kept and taken up again. */
export const machineFollower = (market: Market, reaction: number = REACTION): Actor =>
  createMachineTrader((door) =>
    setup({
      types: {} as {
        context: { readonly orders: number; readonly side: Side; readonly price: Ticks }
        events: MessageEvent
      },
      actions: {
        subscribe: () => subscribeToTrades(door, market),
        follow: ({ context }) =>
          door.send(market.venue, follow(market.instrument, context.orders, context)),
      },
      delays: { reaction },
    }).createMachine({
      context: { orders: 0, side: 1, price: 1 as Ticks },
      initial: 'watching',
      entry: 'subscribe',
      states: {
        watching: {
          on: {
            trade: {
              target: 'reacting',
              actions: assign(({ event: { message } }) => ({
                side: message.side,
                price: message.price,
              })),
            },
          },
        },
        reacting: {
          after: {
            reaction: {
              target: 'watching',
              actions: [assign({ orders: ({ context }) => context.orders + 1 }), 'follow'],
            },
          },
        },
      },
    }),
  )
