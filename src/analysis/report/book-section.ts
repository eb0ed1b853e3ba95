import { existsSync } from 'node:fs'
import { Side } from '../../../protocols/kind.ts'
import type { BookDepth } from '../../journal/book-depth.ts'
import type { TapeSource } from '../../journal/read-tape.ts'
import { rebuildBook } from '../../journal/rebuild-book.ts'
import { TapeError } from '../../journal/tape.ts'
import type { Market } from '../market.ts'
import type { Span } from '../measures/quoted-spread.ts'
import type { Chart } from './chart.ts'
import { mirrored } from './liquidity-section.ts'
import type { Markup } from './markup.ts'
import { decimal } from './number-format.ts'
import { BUY, SELL } from './palette.ts'
import { timesOf } from './price-section.ts'
import { type Source, writeFigure } from './section.ts'

const LEVELS = 10
const SAMPLES = 200
/** Above this, rebuilding the book takes longer than anybody waits for a page. */
const RECORDS_MAX = 5_000_000

/** How much rests on each side, by moment: the best `LEVELS` levels together, in lots. */
export interface DepthSamples {
  readonly bid: Float64Array
  readonly ask: Float64Array
}

/** What rests within the best levels of each side, through the session, from the tape itself. */
export async function bookFigure(source: Source, tape: string, market: Market): Promise<Markup> {
  return writeFigure({
    title: `Depth of ${LEVELS} levels`,
    note: `Lots resting at the best ${LEVELS} prices to sell (upwards) and to buy (downwards), the book rebuilt from the tape`,
    legend: [
      { colour: SELL, name: `best ${LEVELS} asks` },
      { colour: BUY, name: `best ${LEVELS} bids` },
    ],
    chart: bookChart(source, tape, market),
  })
}

function bookChart(source: Source, tape: string, market: Market): Chart | string {
  const { span, manifest } = source
  if (span.to <= span.from) return 'The run did not come to the opening of the market.'
  if (!existsSync(tape))
    return 'The run’s tape is not beside its tables: there is no book to rebuild.'
  if (manifest.records > RECORDS_MAX) {
    return `The tape has ${decimal(manifest.records)} messages: too many to rebuild the book for a page.`
  }
  try {
    const { bid, ask } = sampleDepth(tape, market, span)
    if (bid.every((lots) => lots === 0) && ask.every((lots) => lots === 0)) {
      return 'Nothing ever rested in the book.'
    }
    const [from, to] = timesOf(source)
    const values = Array.from(bid, (lots, sample) => ({
      x: from + ((sample + 1) * (to - from)) / SAMPLES,
      bid: -lots,
      ask: ask[sample] as number,
      zero: 0,
    }))
    return {
      label: `Lots within ${LEVELS} levels of ${market.symbol} over the session`,
      shape: 'wide',
      height: 180,
      time: [from, to],
      layer: mirrored(values, { type: 'area', interpolate: 'step-before', opacity: 0.75 }),
    }
  } catch (cause) {
    if (cause instanceof TapeError) return `The book cannot be rebuilt: ${cause.message}.`
    throw cause
  }
}

/**
 * The depth of `market` at the ends of equal slices of `span`, as the last change before left it.
 * @throws TapeError where the tape contradicts itself
 */
export function sampleDepth(
  tape: TapeSource,
  { venue, instrument }: Pick<Market, 'venue' | 'instrument'>,
  { from, to }: Span,
  samples = SAMPLES,
): DepthSamples {
  const bid = new Float64Array(samples)
  const ask = new Float64Array(samples)
  let [bidNow, askNow, sample] = [0, 0, 0]
  const fillTo = (end: number): void => {
    for (; sample < end; sample++) {
      bid[sample] = bidNow
      ask[sample] = askNow
    }
  }
  rebuildBook(tape, venue, instrument, ({ at }, book) => {
    // Sample k stands for the moment from + (k + 1)·slice, and shows what happened until then.
    const passed = Math.ceil(((at - from) * samples) / (to - from)) - 1
    fillTo(Math.min(samples, passed))
    bidNow = lotsWithin(book, Side.buy)
    askNow = lotsWithin(book, Side.sell)
  })
  fillTo(samples)
  return { bid, ask }
}

function lotsWithin(book: BookDepth, side: Side): number {
  let lots = 0
  for (let rank = 0; rank < LEVELS; rank++) lots += book.level(side, rank)?.size ?? 0
  return lots
}
