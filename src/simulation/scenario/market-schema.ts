import { z } from 'zod'
import { duration, span } from '../../../actors/parameters.ts'
import {
  breakerParameters,
  feesParameters,
  fundamentalParameters,
  guardsParameters,
  speedBumpParameters,
} from '../cast.ts'
import { distribution } from './distribution-schema.ts'
import { clock, name } from './field.ts'
import { links } from './latency-schema.ts'
import { mechanism } from './mechanism-schema.ts'

/** The feeds that a venue may be told to publish; the session's it always does. */
export const FEEDS = ['trade', 'quote', 'depthByPrice', 'depthByOrder', 'indicative'] as const
/** Those that it publishes where a file says nothing of them. */
export const PUBLISHED: readonly (typeof FEEDS)[number][] = ['trade', 'quote']
/** The day that a file which says nothing of it has. */
export const SESSION = { start: '09:00:00', open: '09:30:00', close: '16:00:00' } as const

const halt = z.strictObject({
  at: clock().describe('Time of day at which every venue halts.'),
  for: span().describe('How long the halt lasts, such as "5 min"; at least 1 ns.'),
  auction: duration()
    .prefault('0 ns')
    .describe('How long orders then gather for a volatility auction; 0: trading goes on at once.'),
})

/** When the day begins, and when its trading does and ends. */
export const session = z.strictObject({
  start: clock()
    .default(SESSION.start)
    .describe('Time of day at which virtual time is 0 and every actor starts; whole seconds.'),
  open: clock().default(SESSION.open).describe('Time of day at which continuous trading begins.'),
  close: clock().default(SESSION.close).describe('Time of day at which continuous trading ends.'),
  openingAuction: z
    .strictObject({
      from: clock().describe('Time of day from which orders gather, until the open.'),
    })
    .optional()
    .describe('An auction that opens trading.'),
  closingAuction: z
    .strictObject({ for: span().describe('How long orders gather after the close.') })
    .optional()
    .describe('An auction that ends the day.'),
  halts: z
    .array(halt)
    .default([])
    .describe('Trading halts, in order of time, between open and close and apart from each other.'),
})

/** What is traded. */
export const instrument = z.strictObject({
  symbol: name().describe('The name of the instrument, unique in the scenario.'),
  tick: z
    .number()
    .positive()
    .max(1e9)
    .default(0.01)
    .describe('One tick in units of currency, above 0. Every price in a scenario counts ticks.'),
  fundamental: fundamentalParameters.describe(
    'The unobserved value of the instrument: a function of the seed and the time alone.',
  ),
})

/** Where it is traded. */
export const venue = z.strictObject({
  name: name().describe("The venue's name, unique among venues and groups."),
  instruments: z
    .array(z.string().describe('A symbol.'))
    .min(1)
    .optional()
    .describe('Symbols of what it trades, each once; by default every instrument.'),
  computation: duration()
    .prefault('50 ns')
    .describe('Time the venue thinks before each of its messages leaves, such as "50 ns".'),
  service: duration()
    .prefault('0 ns')
    .describe('Time for which a request occupies the gateway; others queue as they arrived.'),
  serviceTimes: z
    .strictObject({
      newOrder: distribution.optional().describe('Of a new order.'),
      cancelOrder: distribution.optional().describe('Of a cancel.'),
      replaceOrder: distribution.optional().describe('Of a replace.'),
      massCancel: distribution.optional().describe('Of a mass cancel.'),
      quoteRequest: distribution.optional().describe('Of a request for quotes.'),
      dealerQuote: distribution.optional().describe("Of a dealer's quote."),
    })
    .optional()
    .describe('Times for which requests of a kind occupy the gateway, where `service` is not it.'),
  queue: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('The most requests at the gateway; one more is refused. By default all wait.'),
  feeds: z
    .array(z.enum(FEEDS))
    .default([...PUBLISHED])
    .describe('The market data that it publishes; the session it always does.'),
  imbalance: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe('Publishes when the imbalance of the book passes this share, between 0 and 1.'),
  mechanism: mechanism
    .optional()
    .describe('How its instruments are traded; by default in a continuous double auction.'),
  cancelOnDisconnect: z
    .boolean()
    .default(true)
    .describe("Whether a participant's orders are cancelled where its session ends."),
  speedBump: speedBumpParameters
    .optional()
    .describe('How long requests are held before the gateway; by default not at all.'),
  guards: guardsParameters
    .optional()
    .describe('What refuses requests before they reach a book; by default nothing does.'),
  breaker: breakerParameters
    .optional()
    .describe('What halts trading of itself; by default nothing does.'),
  fees: feesParameters
    .optional()
    .describe('What trades cost, paid to the account of the venue; by default nothing.'),
})

/** How long messages are on their way. */
export const latency = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('constant'),
    delay: span().describe('The delay of every link, such as "1 ms"; at least 1 ns.'),
  }),
  z.strictObject({
    type: z.literal('uniform'),
    min: span().describe('The least delay of a message, such as "1 ms"; at least 1 ns.'),
    max: span().describe('The greatest delay of a message, at least `min`.'),
  }),
  z.strictObject({
    type: z.literal('distance'),
    extent: z
      .number()
      .positive()
      .max(1e12)
      .describe('Metres. Actors stand uniformly on a line so long; light takes their distance.'),
  }),
  links,
])
