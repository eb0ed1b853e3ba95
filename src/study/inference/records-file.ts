import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { readBySchema } from '../../simulation/scenario/read-by-schema.ts'

const columns = z.strictObject({
  time: z.string(),
  side: z.string(),
  price: z.string().optional(),
  size: z.string(),
  /** What ties a fill, or a cancel, to its order. */
  id: z.string().optional(),
  /** Which instrument; rows of others are passed over. */
  symbol: z.string().optional(),
  /** Whether a row of orders is a new order or a cancel. */
  action: z.string().optional(),
})
const words = z.array(z.string()).min(1)

/** What a file of records may say. */
const recordsSchema = z.strictObject({
  /** The day's market: a LOBSTER day, or a run whose tape is its market. */
  market: z.union([
    z.strictObject({ lobster: z.string(), symbol: z.string().optional() }),
    z.strictObject({ run: z.string() }),
  ]),
  /** Trading hours of a LOBSTER day. */
  session: z
    .strictObject({ open: z.string().default('09:30:00'), close: z.string().default('16:00:00') })
    .prefault({}),
  /** A tick in units of currency, and what the person's sizes count in a lot. */
  tick: z.number().positive().default(0.01),
  lot: z.number().positive().default(1),
  orders: z.strictObject({ file: z.string(), columns }).optional(),
  fills: z.strictObject({ file: z.string(), columns }),
  /** How times are written: a time of day, or a number since midnight. */
  time: z.enum(['clock', 'seconds', 'milliseconds', 'nanoseconds']).default('clock'),
  symbol: z.string().optional(),
  buy: words.default(['buy', 'BUY', 'B', '1']),
  sell: words.default(['sell', 'SELL', 'S', '2', '-1']),
  cancel: words.default(['cancel', 'CANCEL', 'X']),
})
/** Where a person's orders and fills are, and what their columns mean. */
export type RecordsFile = z.output<typeof recordsSchema>
/** Which column of a file has what. */
export type RecordColumns = z.output<typeof columns>

/**
 * Reads a file of records; the files that it names are found from where it stands.
 * @throws ScenarioError with all that is wrong, each with its line
 */
export function readRecords(file: string): RecordsFile {
  const { said } = readBySchema(file, recordsSchema, 'a file of records')
  const from = (name: string): string => resolve(dirname(file), name)
  const { market, orders, fills } = said
  return {
    ...said,
    market:
      'run' in market ? { run: from(market.run) } : { ...market, lobster: from(market.lobster) },
    orders: orders && { ...orders, file: from(orders.file) },
    fills: { ...fills, file: from(fills.file) },
  }
}
