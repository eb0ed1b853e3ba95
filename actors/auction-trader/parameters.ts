import { z } from 'zod'
import { orderSize } from '../order-size.ts'
import { nonNegative, probability, span } from '../parameters.ts'

/** What a scenario may say of a trader who comes for the auctions. */
export const auctionTraderParameters = z.strictObject({
  auctions: z
    .array(z.enum(['opening', 'volatility', 'closing']))
    .min(1)
    .default(['opening', 'volatility', 'closing'])
    .describe('which auctions it comes for'),
  within: span()
    .prefault('1 min')
    .describe('time from an auction’s beginning in which it sends its order, uniform'),
  error: nonNegative()
    .default(20)
    .describe('standard deviation of the noise in its look at the value, ticks'),
  marginMax: nonNegative()
    .default(20)
    .describe('most profit that its limit asks for, ticks; drawn uniform from 0'),
  atMarket: probability().default(0.2).describe('how often it sends an order without a limit'),
  size: orderSize
    .prefault({ type: 'uniform', min: 10, max: 200 })
    .describe('how the size of each order is drawn, lots'),
})
export type AuctionTraderParameters = z.output<typeof auctionTraderParameters>
