import { assemble, type CastGroup, latencyOf } from './assemble.ts'
import { place } from './place.ts'
import type { Scenario } from './scenario/scenario.ts'
import type { SystemParts } from './system.ts'

/** A cast with its links, made alike wherever some of it is hosted. */
export interface Stage {
  readonly parts: SystemParts
  /** The run ends before this time, ns. */
  readonly end: number
}

/** A stage on which everybody has a place. */
export interface PlacedStage extends Stage {
  readonly parts: SystemParts & { readonly placement: readonly number[] }
  /** What decides it beside its input, such as what is in files: any text. */
  readonly contents?: () => string
}

/** The stage of a scenario, and who is on it. */
export interface ScenarioStage extends PlacedStage {
  readonly cast: readonly CastGroup[]
}

/**
 * The stage of `scenario` in so many partitions.
 * @throws PlacementError where the cast cannot be placed so
 */
export function stageOf(scenario: Scenario, partitions: number): ScenarioStage {
  const { members, groups } = assemble(scenario)
  const keys = members.map(({ key }) => key)
  const asked = new Map(scenario.placement?.map(({ group, partition }) => [group, partition]))
  const placement = place(members, partitions, asked)
  const { seed, until } = scenario
  const parts = { seed, members, latency: latencyOf(scenario, keys), placement }
  return { parts, end: until + 1, cast: groups }
}
