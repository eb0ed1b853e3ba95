import { z } from 'zod'
import { duration, span } from '../../../actors/parameters.ts'
import { distribution } from './distribution-schema.ts'

const positive = () => z.number().positive()

const link = {
  base: span().describe('The shortest delay, at least 1 ns.'),
  jitter: distribution.optional().describe('What is added to it, drawn for each message.'),
  lines: z
    .int()
    .min(1)
    .max(8)
    .default(1)
    .describe('Lines that carry the same message; the first to arrive counts.'),
  loss: z
    .strictObject({
      probability: z.number().min(0).lt(1).describe('With which a message is lost.'),
      timeout: span().describe('After which it is sent again.'),
    })
    .optional()
    .describe('Lost messages are sent again.'),
  outages: z
    .array(
      z.strictObject({
        from: duration().describe('Since the start of the session.'),
        for: span().describe('How long nothing leaves.'),
      }),
    )
    .default([])
    .describe('Spans in which nothing leaves; what is said then leaves at their end.'),
}

const bandwidth = () =>
  positive().optional().describe('Bytes a second; a message waits for those before it on the link.')

/** A feed's link: a function of link, publication and time alone, unless it has a bandwidth. */
export const feedLink = z.strictObject({
  ...link,
  unicast: duration()
    .prefault('0 ns')
    .describe('For how long each reader occupies the line; 0: multicast, all at once.'),
  conflate: duration()
    .prefault('0 ns')
    .describe('A reader has at most one publication in so long, the newest; 0: every one.'),
  bandwidth: bandwidth().describe('Bytes a second. Such a feed can be subscribed to alone.'),
})

/** A link of order entry and reports. */
export const directLink = z.strictObject({
  ...link,
  unordered: z.boolean().default(false).describe('Whether a message may overtake another.'),
  bandwidth: bandwidth(),
  burst: z
    .strictObject({
      window: span().describe('How far back messages count.'),
      perMessage: duration().describe('What each of them adds.'),
    })
    .optional()
    .describe('Delay that grows with the rate of messages.'),
  volatility: z
    .strictObject({
      venue: z.string().optional().describe('Whose quotes; by default those of the first venue.'),
      instrument: z.string().optional().describe("Of what; by default the venue's first."),
      window: span().describe('How far back moves count.'),
      perTick: duration().describe('What each tick of them adds.'),
    })
    .optional()
    .describe('Delay that grows with the moves of a market as the sender has observed them.'),
})

/** Links by who speaks to whom. */
export const links = z.strictObject({
  type: z.literal('links'),
  extent: z
    .number()
    .min(0)
    .max(1e12)
    .default(0)
    .describe('Metres. Actors stand on a line so long; light takes their distance, on top.'),
  direct: directLink.describe('Orders and reports, where no rule says otherwise.'),
  feed: feedLink
    .optional()
    .describe('Market data; where it is left out, as `direct` without state.'),
  rules: z
    .array(
      z.strictObject({
        between: z
          .tuple([z.string(), z.string()])
          .describe('Two groups or venues, by name; the link is the same both ways.'),
        direct: directLink.optional().describe('Their orders and reports.'),
        feed: feedLink.optional().describe('Their market data; by default as their `direct`.'),
      }),
    )
    .default([])
    .describe('Links of their own; the last rule that names a pair counts.'),
})
