import { z } from 'zod'
import { CASH_MAX, NOTIONAL_MAX, SIZE_MAX } from '../../../protocols/units.ts'
import { duration, price, size, span } from '../../parameters.ts'

/** A share above 0 and below 1 of a reference price. */
const share = () => z.number().gt(0).lt(1)

const rise = (numbers: readonly number[]): boolean =>
  numbers.every((number, at) => at === 0 || number > (numbers[at - 1] as number))

const tickSize = z.strictObject({
  from: price().describe('the lowest price for which it holds, ticks'),
  multiple: price().describe('prices there are whole multiples of so many ticks'),
})

const throttle = z.strictObject({
  messages: z
    .int()
    .min(1)
    .max(100_000)
    .describe('the most messages of a participant in any span as long as the window'),
  window: span().prefault('1 s').describe('the window, which slides'),
  cancels: z
    .enum(['exempt', 'counted'])
    .default('exempt')
    .describe('whether cancels and mass cancels count and may be refused'),
})

/** What a scenario may say of a venue's guards; what is left out is not guarded. */
export const guardsParameters = z.strictObject({
  tickSizes: z
    .array(tickSize)
    .min(1)
    .refine((sizes) => rise(sizes.map(({ from }) => from)), {
      error: 'the prices from which tick sizes hold must rise from one to the next',
    })
    .optional()
    .describe('which prices an order may name, by price bands; below the first all'),
  lot: size().optional().describe('sizes are whole multiples of so many lots'),
  reference: price()
    .optional()
    .describe('the price about which the static collar lies until an auction sets one, ticks'),
  staticCollar: share()
    .optional()
    .describe('how far from the reference a price may be, as a share of it'),
  dynamicCollar: share()
    .optional()
    .describe('how far from the last trade a price may be, as a share of it'),
  maxSize: size().optional().describe('the largest order, lots'),
  maxNotional: z
    .int()
    .min(1)
    .max(NOTIONAL_MAX)
    .optional()
    .describe('the most that one order may be worth, ticks × lots'),
  throttle: throttle.optional().describe('how many messages a participant may send'),
  positionLimit: z
    .int()
    .min(1)
    .max(SIZE_MAX)
    .optional()
    .describe('the largest position in an instrument, long or short, with all that is open, lots'),
  creditLimit: z
    .int()
    .min(0)
    .max(CASH_MAX)
    .optional()
    .describe('how far below 0 the cash of a participant may fall, were all its buys to trade'),
  tradeThrough: z
    .literal('refuse')
    .optional()
    .describe(
      'what becomes of an order that would trade at a price worse than another venue shows, as this one sees it; left out: it trades',
    ),
})
/** A venue's guards. @see guardsParameters */
export type GuardsParameters = z.output<typeof guardsParameters>

const bands = z.strictObject({
  share: share().describe('how far from their reference the bands lie, as a share of it'),
  window: span()
    .prefault('5 min')
    .describe('the reference is the mean price of the trades of so long'),
  step: z
    .number()
    .min(0)
    .lt(1)
    .default(0.01)
    .describe('by what share the mean must have moved for the reference to follow'),
  hold: span().prefault('30 s').describe('the least time for which a reference holds'),
  limitState: duration()
    .prefault('15 s')
    .describe('how long the touch may stand at a band before trading pauses'),
  pause: duration()
    .prefault('5 min')
    .describe('how long trading then halts; 0 ns: the auction, if there is one, begins at once'),
})

const level = z.strictObject({
  fall: share().describe('the fall from the reference that sets it off, as a share'),
  halt: z
    .union([z.literal('day'), span()], {
      error: '"day", or a duration of at least 1 ns, as in "15 min"',
    })
    .describe('how long the halt is, or "day" for the rest of the day'),
})

/** What a scenario may say of a venue's breaker, whose halts are the venue's; defaults are those of the American rules. */
export const breakerParameters = z
  .strictObject({
    reference: price()
      .optional()
      .describe(
        'the price to begin with, ticks; by default the opening auction or the first trade',
      ),
    bands: bands.optional().describe('limit-up and limit-down about a rolling reference'),
    levels: z
      .array(level)
      .default([])
      .refine((levels) => rise(levels.map(({ fall }) => fall)), {
        error: 'the falls must rise from one level to the next',
      })
      .describe('halts after a fall from the price of the session, each once a day'),
    quiet: duration()
      .prefault('35 min')
      .describe('how long before the close only a halt for the day is left'),
    auction: duration()
      .prefault('0 ns')
      .describe('how long orders gather for an auction after a halt; 0 ns: there is none'),
  })
  .refine(({ auction, bands }) => auction > 0 || bands === undefined || bands.pause > 0, {
    error: 'must be above 0 ns where no auction follows',
    path: ['bands', 'pause'],
  })
/** A venue's breaker. @see breakerParameters */
export type BreakerParameters = z.output<typeof breakerParameters>
