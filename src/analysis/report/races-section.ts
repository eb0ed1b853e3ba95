import type { Market } from '../market.ts'
import { latencyStatistics } from '../measures/latency-statistics.ts'
import { type RaceField, readRaces } from '../races.ts'
import { html, type Markup } from './markup.ts'
import { decimal, duration, percent } from './number-format.ts'
import { type Source, section, table } from './section.ts'

/** Who raced whom in each market, who was first and by how much; nothing where nobody raced. */
export async function racesSection(
  { tables }: Source,
  markets: readonly Market[],
): Promise<Markup> {
  const parts: Markup[] = []
  for (const market of markets) {
    for (const field of await readRaces(tables, market)) {
      parts.push(outcome(field, market), racers(field))
    }
  }
  if (parts.length === 0) return html``
  const note = html`<p>A race: requests of several participants at the gateway within 500 µs of each other, decided after the same move, one of them at least to take.</p>`
  return section('races', 'Races', note, ...parts)
}

function outcome({ cause, moves, races }: RaceField, { symbol, venueName }: Market): Markup {
  const taken = races.filter(({ isTaken }) => isTaken).length
  const tied = races.filter(({ lead }) => lead === 0).length
  const lead = latencyStatistics(races.map((race) => race.lead))
  const field = races.reduce((sum, { actors }) => sum + actors.length, 0) / races.length
  const place = `${symbol} at ${venueName}, after ${cause}`
  return html`<h3>${place}</h3>${table(
    ['moves', 'races', 'participants', 'taken', 'ties', 'median lead', '99 %'],
    [
      [
        ...[decimal(moves), decimal(races.length), decimal(field, 1)],
        ...[percent(taken / races.length), percent(tied / races.length)],
        ...[duration(lead?.p50 ?? null), duration(lead?.p99 ?? null)],
      ],
    ],
    [0, 1, 2, 3, 4, 5, 6],
  )}`
}

const racers = ({ groups }: RaceField): Markup =>
  table(
    ['group', 'races', 'first', 'of them', 'median lead'],
    groups.map(({ group, entered, won, leads }) => [
      ...[group, decimal(entered), decimal(won), percent(won / entered)],
      duration(latencyStatistics(leads)?.p50 ?? null),
    ]),
    [1, 2, 3, 4],
  )
