import { z } from 'zod'
import { Kind, Side } from '../../protocols/kind.ts'
import type { Message } from '../../protocols/message.ts'
import { type OrderId, PRICE_MAX } from '../../protocols/units.ts'
import { size } from '../parameters.ts'
import type { ActionScheme } from './actions.ts'
import { piece } from './pieces.ts'
import { discrete } from './space.ts'

/**
 * How a maker defends itself against those who race its cancels: a half spread out of `halfSpreads`,
 * or, by the last action, no quotes at all. Until it decides again it keeps quoting `size` lots a side
 * at the last news ± the half spread: upon news it withdraws all and quotes anew in the same step, and
 * a quote that was filled it quotes again.
 *
 * Source: the liquidity provider of Budish, Cramton and Shim 2015 (section VI.B), whose spread is learned.
 */
export const newsQuotes = piece(
  {
    size: size().default(1).describe('lots of each quote'),
    halfSpreads: z
      .array(z.int().min(1).max(PRICE_MAX))
      .min(1)
      .max(32)
      .default([5, 10, 20, 40])
      .describe('ticks from the last news to each quote'),
  },
  ({ size: each, halfSpreads }): ActionScheme => ({
    space: discrete(halfSpreads.length + 1),
    needsParent: false,
    create({ desk, view }) {
      const own = new Set<OrderId>()
      let half = 0

      const quote = (side: Side): void => {
        const price = side === Side.buy ? view.news - half : view.news + half
        const id = desk.limit(side, Math.round(price), each)
        if (id !== undefined) own.add(id)
      }

      const renew = (): void => {
        own.clear()
        desk.cancelAll()
        if (half === 0 || view.news === 0) return
        quote(Side.buy)
        quote(Side.sell)
      }

      const hear = (message: Message): void => {
        if (message.kind === Kind.news) renew()
        else if (message.kind === Kind.fill && own.delete(message.orderId)) quote(message.side)
      }
      const act = (action: unknown): void => {
        half = halfSpreads[action as number] ?? 0
        renew()
      }
      return Object.assign(act, { hear })
    },
  }),
)
