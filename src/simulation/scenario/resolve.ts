import { parseDuration } from '../../../actors/parameters.ts'
import { SECOND } from '../../../protocols/units.ts'
import { parseClock } from './clock-time.ts'
import type { Scenario, ScenarioGroup, ScenarioVenue, SessionTimes } from './scenario.ts'
import type { ScenarioRead } from './schema.ts'

/** How long a run goes on after the close, so that the last reports arrive: 1 s. */
const AFTER_CLOSE = SECOND

/**
 * Fills in what a file leaves to other parts of it: clock times become ns since the start, a venue
 * without instruments trades all, a group without a venue trades at the first.
 *
 * @param file consistent, as `findInconsistencies` finds
 */
export function resolveScenario(file: ScenarioRead): Scenario {
  const session = resolveSession(file.session)
  const symbols = file.instruments.map(({ symbol }) => symbol)
  const venues = file.venues.map((venue) => resolveVenue(venue, symbols))
  return {
    name: file.name,
    description: file.description,
    seed: file.seed,
    session,
    until: resolveUntil(file.until, session),
    instruments: file.instruments,
    venues,
    latency: file.latency,
    groups: file.groups.map((group) => resolveGroup(group, venues)),
    ...(file.placement && { placement: file.placement }),
  }
}

function resolveSession(session: ScenarioRead['session']): SessionTimes {
  const { start, open, close, halts, openingAuction, closingAuction } = session
  const zero = clockAt(start)
  return {
    startSeconds: zero / SECOND,
    open: clockAt(open) - zero,
    close: clockAt(close) - zero,
    halts: halts.map((halt) => ({ ...halt, at: clockAt(halt.at) - zero })),
    ...(openingAuction && { openingAuction: { from: clockAt(openingAuction.from) - zero } }),
    ...(closingAuction && { closingAuction }),
  }
}

function resolveUntil(until: string | undefined, session: SessionTimes): number {
  if (until === undefined) return session.close + (session.closingAuction?.for ?? 0) + AFTER_CLOSE
  const clock = parseClock(until)
  if (clock !== undefined) return clock - session.startSeconds * SECOND
  return parseDuration(until) as number
}

type VenueRead = ScenarioRead['venues'][number]
function resolveVenue(venue: VenueRead, symbols: readonly string[]): ScenarioVenue {
  const { instruments = symbols, ...rest } = venue
  return { ...rest, instruments }
}

function resolveGroup(
  group: ScenarioRead['groups'][number],
  venues: readonly ScenarioVenue[],
): ScenarioGroup {
  const at = venues.find(({ name }) => name === group.venue) ?? (venues[0] as ScenarioVenue)
  return { ...group, venue: at.name, instrument: group.instrument ?? (at.instruments[0] as string) }
}

const clockAt = (text: string): number => parseClock(text) as number
