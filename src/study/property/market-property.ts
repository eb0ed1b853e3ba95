import fc from 'fast-check'
import { parseScenario } from '../../simulation/scenario/load.ts'
import type { ScenarioFile } from '../../simulation/scenario/schema.ts'
import { type CellRun, measureMarket } from '../experiment/run-cell.ts'
import type { MeasureSpec } from '../experiment/study-schema.ts'
import { keepFacts, type MarketFacts } from './invariants.ts'

/**
 * Plays the market at hand, changed as `--set` would, and measures it. The same changes give the same
 * figures: what is held is held of one market under one seed.
 */
export type Play = (
  set?: readonly string[],
) => Pick<CellRun, 'values' | 'tape'> & { readonly facts: MarketFacts }

/** A hypothesis about markets, to be attacked. */
export interface MarketProperty {
  /** What is claimed, as a sentence. */
  readonly says: string
  /** Among which markets a counterexample is looked for; they shrink to the smallest that shows it. */
  readonly markets: fc.Arbitrary<ScenarioFile>
  /** What is measured, as in a study file; docs/studies.md has the names. */
  readonly measures: Readonly<Record<string, Partial<MeasureSpec> & { readonly measure: string }>>
  /** Whether the claim holds of a market; a throw is a no. */
  readonly holds: (play: Play) => boolean
}

/** A market of which a property does not hold. */
export interface Counterexample {
  readonly scenario: ScenarioFile
  readonly seed: number
  /** How often it was made smaller. */
  readonly shrinks: number
  /** What `holds` threw, where it did. */
  readonly error: string | null
}

/** Says what `scenario` comes to under `property`. @throws ScenarioError where it cannot be run */
export function holdsOf({ measures, holds }: MarketProperty, scenario: ScenarioFile): boolean {
  const asked = Object.fromEntries(
    Object.entries(measures).map(([name, spec]) => [name, { what: '', ...spec } as MeasureSpec]),
  )
  const text = JSON.stringify(scenario)
  return holds((set = []) => {
    let facts = (): MarketFacts => {
      throw new Error('nothing was played')
    }
    const played = measureMarket(parseScenario(text, 'a market', { set }), asked, (simulation) => {
      facts = keepFacts(simulation)
    })
    return { ...played, facts: facts() }
  })
}

/**
 * Looks for a market of which `property` does not hold, and shrinks it.
 *
 * @param seed of the search: the same one finds the same market
 * @param runs markets to try
 */
export function attack(
  property: MarketProperty,
  seed: number,
  runs: number,
): Counterexample | null {
  const details = fc.check(
    fc.property(property.markets, (scenario) => holdsOf(property, scenario)),
    // Whatever fast-check is told for the rest of the program: a counterexample is to be small.
    { seed, numRuns: runs, endOnFailure: false },
  )
  if (!details.failed || details.counterexample === null) return null
  const error = details.errorInstance
  return {
    scenario: details.counterexample[0],
    seed,
    shrinks: details.numShrinks,
    error: error instanceof Error ? error.message : null,
  }
}
