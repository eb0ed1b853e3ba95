import type { Profile } from '../profile.ts'
import type { Figures, Result } from './figures.ts'

/** What a part asks for that was not measured. */
export class NotMeasured extends Error {}

/** Asks figures for what a part needs. Each throws `NotMeasured` where it is not there. */
export interface Source {
  readonly figures: Figures
  result(name: string): Result
  profile(name: string): Profile
  part<Name extends 'scaling' | 'soak' | 'faults'>(name: Name): NonNullable<Figures[Name]>
  /** Of each turn: what one did over what the other did. */
  ratios(of: string, to: string): number[]
}

export function createSource(figures: Figures): Source {
  const there = <Value>(what: string, value: Value | null | undefined): Value => {
    if (value === undefined || value === null) throw new NotMeasured(what)
    return value
  }
  const result = (name: string): Result => there(name, figures.results[name])
  return {
    ...{ figures, result },
    profile: (name) =>
      there(
        `profile of ${name}`,
        figures.profiles.find((profile) => profile.name === name),
      ),
    part: (name) => there(name, figures[name]) as never,
    ratios(of, to) {
      const [one, other] = [result(of), result(to)]
      if (one.runs.length !== other.runs.length) throw new NotMeasured(`${of} by turns with ${to}`)
      return one.runs.map((rate, turn) => rate / (other.runs[turn] as number))
    },
  }
}
