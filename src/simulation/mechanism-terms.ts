import type { TradingTerms } from '../../actors/exchange/exchange.ts'
import type { Reference } from '../../actors/exchange/references.ts'
import type { ActorId, InstrumentId } from '../../protocols/units.ts'
import { type ScenarioMechanism, SELF_TRADES } from './scenario/mechanism-schema.ts'
import type { Scenario, ScenarioVenue } from './scenario/scenario.ts'

/**
 * What a venue is told of how it trades, from what the scenario says.
 * @param actorsOf the actors of a group, by its name
 */
export function tradingTerms(
  mechanism: ScenarioMechanism,
  actorsOf: (group: string) => readonly ActorId[],
): TradingTerms {
  switch (mechanism.type) {
    case 'request-for-quote': {
      const dealers = actorsOf(mechanism.dealers).map((participant) => ({ participant }))
      return { ...mechanism, dealers }
    }
    case 'continuous':
      return { ...mechanism, selfTrade: SELF_TRADES[mechanism.selfTrade] }
    case 'dark-pool': {
      const { refersTo: _refersTo, selfTrade, ...terms } = mechanism
      return { ...terms, selfTrade: SELF_TRADES[selfTrade] }
    }
    default:
      return mechanism
  }
}

/** The actors of each group by its name, numbered as they are assembled: venues, then groups. */
export function actorsByGroup({ venues, groups }: Scenario): (group: string) => readonly ActorId[] {
  const actors = new Map<string, ActorId[]>()
  let first = venues.length
  for (const { name, count } of groups) {
    const from = first
    actors.set(
      name,
      Array.from({ length: count }, (_, nth) => (from + nth) as ActorId),
    )
    first += count
  }
  return (group) => actors.get(group) ?? []
}

/**
 * The markets to which a venue's instruments refer: those of the same symbol at the venue that its
 * mechanism names; `undefined` where there is none.
 */
export function referencesOf(
  { mechanism, instruments }: ScenarioVenue,
  venues: readonly ScenarioVenue[],
): (Reference | undefined)[] {
  if (mechanism?.type !== 'dark-pool') return []
  const venue = venues.findIndex(({ name }) => name === mechanism.refersTo)
  return instruments.map((symbol) => {
    const instrument = venues[venue]?.instruments.indexOf(symbol) ?? -1
    if (instrument < 0) return undefined
    return { venue: venue as ActorId, instrument: instrument as InstrumentId }
  })
}
