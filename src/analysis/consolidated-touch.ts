import type { Listing } from '../../actors/actor.ts'
import { Kind } from '../../protocols/kind.ts'
import { forEachRecord, type TapeSource } from '../journal/read-tape.ts'
import { createGrowingColumns } from './growing-columns.ts'
import type { Touch } from './measures/quoted-spread.ts'

/**
 * The best bid and offer that a consolidated feed published, each from when it left the feed.
 *
 * @param feed who publishes it, and under which instrument
 */
export function consolidatedTouch(tape: TapeSource, feed: Listing): Touch {
  const rows = createGrowingColumns(3)
  forEachRecord(tape, (message) => {
    if (message.kind !== Kind.nbbo) return
    if (message.sender !== feed.venue || message.instrument !== feed.instrument) return
    rows.add(message.arrives, message.bid || Number.NaN, message.ask || Number.NaN)
  })
  const [at, bid, ask] = rows.columns() as [Float64Array, Float64Array, Float64Array]
  return { at, bid, ask }
}
