import { CELL_WORDS, Cells, copyCells } from '../../protocols/cells.ts'
import { Kind } from '../../protocols/kind.ts'
import { MessageReader } from '../../protocols/reader.ts'
import { orderSigns } from '../analysis/facts/order-signs.ts'
import { createSeriesTape, type MarketSeries, midsOf } from '../analysis/market-series.ts'
import { asOf } from '../analysis/measures/as-of.ts'
import type { Mids } from '../analysis/measures/effective-spread.ts'
import { type Bars, minuteBars } from '../analysis/measures/minute-bars.ts'
import type { Span } from '../analysis/measures/quoted-spread.ts'
import { loadScenario, type ScenarioOptions } from '../simulation/scenario/load.ts'
import { createSimulation } from '../simulation/simulation.ts'
import type { Impact } from './validation/impact.ts'

/** A simulated day of one market, as a study keeps it. */
export interface SimulatedDay {
  readonly series: MarketSeries
  readonly mids: Mids
  readonly span: Span
  /** One-minute returns and volumes, from the open to the close. */
  readonly bars: Bars
  readonly signs: Float64Array
  /** What parent orders did that traders who split told of. */
  readonly impacts: readonly Impact[]
  /** The tape's hash; the tape itself is not kept. */
  readonly hash: string
}

/** Of a `custom` message: a parent order is done. What an order-splitting trader publishes. */
const PARENT_DONE = 2

/**
 * Lives through one day of a scenario, and keeps what the first instrument of the first venue
 * published.
 *
 * @param scenario a name or a path
 * @throws ScenarioError with all that is wrong with it
 */
export function runDay(scenario: string, options: ScenarioOptions): SimulatedDay {
  const loaded = loadScenario(scenario, options)
  const tape = createSeriesTape()
  const parents: { size: number; begun: number; ended: number }[] = []
  const reader = new MessageReader()
  const cells = new Cells(1)
  const simulation = createSimulation(loaded, {
    tape: {
      append(words, cell, count) {
        tape.append(words, cell, count)
        if ((((words[cell * CELL_WORDS] as number) >>> 16) & 255) !== Kind.custom) return
        copyCells(words, cell, cells.words, 0, 1)
        const said = reader.at(cells, 0)
        if (said.kind !== Kind.custom || said.subject !== PARENT_DONE) return
        parents.push({ size: said.a, begun: said.b, ended: said.arrives })
      },
    },
  })
  simulation.runUntil(simulation.end)
  const series = tape.series()
  const mids = midsOf(series)
  const { open, close } = loaded.session
  const span = { from: open, to: Math.min(close, simulation.end) }
  return {
    series,
    mids,
    span,
    bars: minuteBars(mids, series.prints, span),
    signs: orderSigns(series),
    impacts: impactsOf(mids, parents),
    hash: simulation.hash(),
  }
}

/** How long after a parent's last child the mid is looked at: the child has arrived by then, ns. */
const SETTLED = 20_000_000

function impactsOf(
  mids: Mids,
  parents: readonly { size: number; begun: number; ended: number }[],
): Impact[] {
  const midAt = (times: readonly number[]): Float64Array => {
    const order = Array.from(times.keys()).sort(
      (a, b) => (times[a] as number) - (times[b] as number),
    )
    const places = asOf(
      mids.at,
      order.map((index) => times[index] as number),
    )
    const found = new Float64Array(times.length)
    for (const [rank, index] of order.entries()) {
      const place = places[rank] as number
      found[index] = place < 0 ? Number.NaN : (mids.mid[place] as number)
    }
    return found
  }
  const before = midAt(parents.map(({ begun }) => begun))
  const after = midAt(parents.map(({ ended }) => ended + SETTLED))
  return parents.flatMap(({ size }, index) => {
    const move = Math.sign(size) * ((after[index] as number) - (before[index] as number))
    return Number.isNaN(move) ? [] : [{ size: Math.abs(size), move }]
  })
}
