import { z } from 'zod'
import { Kind, Side } from '../../protocols/kind.ts'
import type { Message } from '../../protocols/message.ts'
import { type OrderId, PRICE_MAX } from '../../protocols/units.ts'
import { size } from '../parameters.ts'
import type { ActionScheme } from './actions.ts'
import { piece } from './pieces.ts'
import { multiDiscrete } from './space.ts'

/**
 * A position to hold, and where to give it up: [target, stop]. The target is 0 short, 1 flat, 2 long,
 * by `size` lots, reached by one market order; the stop is one of `stops`, ticks from the mid against
 * the position, 0 for none. What was asked for before is withdrawn. The stop is for what it then
 * holds, and sent when the market order has come to its end; one that was set off leaves the trader
 * flat until it decides again.
 */
export const targetStop = piece(
  {
    size: size().default(100).describe('lots of a full position'),
    stops: z
      .array(z.int().min(0).max(PRICE_MAX))
      .min(1)
      .max(16)
      .default([0, 5, 10, 20])
      .describe('distances of the stop from the mid, ticks; 0: none'),
  },
  ({ size: full, stops }): ActionScheme => ({
    space: multiDiscrete([3, stops.length]),
    needsParent: false,
    create({ desk, view }) {
      let entry: OrderId | undefined
      let distance = 0

      const protect = (): void => {
        const { position, mid } = view
        if (position === 0 || distance === 0 || mid === 0) return
        if (position > 0) desk.stop(Side.sell, Math.floor(mid - distance), position)
        else desk.stop(Side.buy, Math.ceil(mid + distance), -position)
      }

      const act = (action: unknown): void => {
        const [target, stop] = action as readonly [number, number]
        desk.cancelAll()
        const change = (target - 1) * full - view.position
        distance = stops[stop] as number
        entry = desk.market(change > 0 ? Side.buy : Side.sell, Math.abs(change))
        if (entry === undefined) protect()
      }
      const hear = (message: Message): void => {
        switch (message.kind) {
          case Kind.fill:
          case Kind.expired:
          case Kind.rejected:
            if (message.orderId !== entry) return
            entry = undefined
            protect()
        }
      }
      return Object.assign(act, { hear })
    },
  }),
)
