import { z } from 'zod'
import type { Manifest } from '../manifest.ts'

const homes = z.array(z.object({ name: z.string(), venue: z.string() })).catch([])

/**
 * Names what an actor that is no venue publishes about: its instrument's symbol at the venue of its
 * group; of an actor that no group has, at the first. '' for a number that nothing has there.
 */
export function symbolFinder({ cast, scenario, venues }: Manifest) {
  const groups = homes.parse(scenario.groups ?? [])
  return (actor: number, instrument: number): string => {
    const own = cast.find(({ first, count }) => actor >= first && actor < first + count)?.group
    const home = groups.find(({ name }) => name === own)?.venue
    const venue = venues.find(({ name }) => name === home) ?? venues[0]
    return venue?.instruments.find(({ id }) => id === instrument)?.symbol ?? ''
  }
}
