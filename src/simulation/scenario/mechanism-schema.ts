import { z } from 'zod'
import { duration, span } from '../../../actors/parameters.ts'
import { SelfTrade } from '../../../protocols/kind.ts'
import { PRICE_MAX, SIZE_MAX } from '../../../protocols/units.ts'

/** What a venue does where an order meets one of its own participant's, by its name in a file. */
export const SELF_TRADES = {
  allow: SelfTrade.allow,
  'cancel-newest': SelfTrade.cancelNewest,
  'cancel-oldest': SelfTrade.cancelOldest,
  'cancel-both': SelfTrade.cancelBoth,
  'decrement-and-cancel': SelfTrade.decrementAndCancel,
} as const

const selfTrade = () =>
  z
    .enum(Object.keys(SELF_TRADES) as [keyof typeof SELF_TRADES])
    .default('allow')
    .describe("What happens where an order meets one of its own participant's and does not say.")
const reference = () =>
  z
    .int()
    .min(0)
    .max(PRICE_MAX)
    .default(0)
    .describe('The reference price of auctions until one has found a price, in ticks; 0: none.')

/** How a venue's instruments are traded. */
export const mechanism = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('continuous'),
    allocation: z
      .enum(['price-time', 'pro-rata', 'price-visible-time'])
      .default('price-time')
      .describe('Who trades first at a price.'),
    smallestShare: z
      .int()
      .min(1)
      .max(SIZE_MAX)
      .default(2)
      .describe('Of pro-rata: a share under so many lots is none.'),
    selfTrade: selfTrade(),
    reference: reference(),
  }),
  z.strictObject({
    type: z.literal('batch-auction'),
    interval: span().describe('From one batch to the next, such as "100 ms".'),
    allocation: z
      .enum(['time-then-pro-rata', 'price-random'])
      .default('time-then-pro-rata')
      .describe('How the last price that trades is shared: earlier batches first, or at random.'),
    reference: reference(),
  }),
  z.strictObject({
    type: z.literal('call-auction'),
    every: span().describe('From one auction to the next, such as "5 min".'),
    allocation: z
      .enum(['price-time', 'pro-rata'])
      .default('price-time')
      .describe('How the last price that trades is shared.'),
    reference: reference(),
  }),
  z
    .strictObject({
      type: z.literal('dark-pool'),
      refersTo: z.string().describe('The venue, by name, at the middle of whose quote it trades.'),
      minimum: z.int().min(0).max(SIZE_MAX).default(0).describe('The least lots of any fill.'),
      interval: duration()
        .prefault('0 ns')
        .describe('Between crossings; 0: with each order and each change of the middle.'),
      balance: z
        .int()
        .min(0)
        .max(1_000)
        .default(0)
        .describe(
          'Of a pool with an interval: a crossing is held where one side has more than so many times the lots of the other; 0: never.',
        ),
      priority: z
        .enum(['time', 'size-time'])
        .default('time')
        .describe('Who trades first: who waited longest, or the largest.'),
      tradesLocked: z.boolean().default(false).describe('Whether it trades at a locked quote.'),
      tradesCrossed: z.boolean().default(false).describe('Whether it trades at a crossed quote.'),
      selfTrade: selfTrade(),
    })
    .refine(({ balance, interval }) => balance === 0 || interval > 0, {
      error: 'is of a pool that crosses from time to time: give it an interval',
      path: ['balance'],
    }),
  z.strictObject({
    type: z.literal('request-for-quote'),
    dealers: z.string().describe('The group, by name, whose actors are asked for quotes.'),
    hold: duration()
      .prefault('0 ns')
      .describe('How long a dealer may look at its quote when it was taken; 0: not at all.'),
    silence: z
      .enum(['reject', 'accept'])
      .default('reject')
      .describe('What it means if a dealer has said nothing until then.'),
  }),
])

/** What a scenario says of how a venue trades. */
export type ScenarioMechanism = z.output<typeof mechanism>
