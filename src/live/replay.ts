import { CELL_BYTES, CELL_WORDS } from '../../protocols/cells.ts'
import type { Manifest } from '../journal/manifest.ts'
import { forEachCells } from '../journal/read-tape.ts'
import type { Scenario } from '../simulation/scenario/scenario.ts'
import { createSequencedMarket } from './sequenced-market.ts'

/** What a replay came to. */
export interface Replayed {
  /** Messages that venues were told, and those that they said. */
  readonly inputs: number
  readonly said: number
  readonly hash: string
  /** Whether the venues said the same, to the byte. */
  readonly isSame: boolean
  /** The first record that is another, counted from 0; −1 where none is. */
  readonly differs: number
}

/**
 * Tells a fresh exchange what the venues of a live run were told, at the same times, and holds what it
 * says against the run's tape.
 * @throws TapeError where the tape cannot be read
 */
export function replayLive(manifest: Manifest, tape: string): Replayed {
  const scenario = manifest.scenario as unknown as Scenario
  const venues = manifest.venues.length
  const said: Uint8Array[] = []
  const market = createSequencedMarket(scenario, {
    sinks: [
      {
        append(words, cell, count) {
          said.push(bytesAt(words, cell, count))
        },
      },
    ],
  })
  let inputs = 0
  let records = 0
  let differs = -1
  const compare = (bytes: Uint8Array): void => {
    const own = said.shift()
    if (differs < 0 && (own === undefined || Buffer.compare(own, bytes) !== 0)) differs = records
    records++
  }
  forEachCells(tape, ({ words, floats }, cell, count) => {
    const bytes = bytesAt(words, cell, count)
    if ((words[cell * CELL_WORDS + 1] as number) >= venues) {
      inputs++
      market.repeat(floats[cell * 8 + 3] as number, bytes)
    } else if (said.length === 0) market.advance((floats[cell * 8 + 2] as number) + 1)
    compare(bytes)
  })
  market.advance(manifest.reached)
  if (differs < 0 && said.length > 0) differs = records
  const hash = market.hash()
  return {
    inputs,
    said: records - inputs,
    hash,
    isSame: differs < 0 && hash === manifest.hash,
    differs,
  }
}

const bytesAt = (words: Uint32Array, cell: number, count: number): Uint8Array =>
  new Uint8Array(
    words.slice(cell * CELL_WORDS, (cell + count) * CELL_WORDS).buffer,
    0,
    count * CELL_BYTES,
  )
