import type { Finding } from '../../simulation/scenario/diagnose.ts'
import { placed } from '../../simulation/scenario/read-by-schema.ts'
import { ScenarioError } from '../../simulation/scenario/scenario-error.ts'
import type { Source } from '../../simulation/scenario/source.ts'
import type { Cell } from './design.ts'
import type { Study } from './study-schema.ts'

/**
 * Makes something of a cell. What is refused of that which the study sets is told at the line that sets it.
 *
 * @param study the cell's
 * @param source the study's file
 * @throws ScenarioError as `make` does
 */
export function ofCell<Made>(
  { levels }: Pick<Cell, 'levels'>,
  study: Pick<Study, 'set' | 'factors'>,
  source: Source,
  make: () => Made,
): Made {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error
    const problems = error.problems.map((problem) => {
      const { where, path, text } = problem
      const said = `${where} ${path} ${text}`
      const nth = levels.findIndex(({ set }) => set.some((each) => `--set ${each}:` === where))
      if (nth >= 0) {
        return placed(ofFactor(study, nth, levels[nth] as Cell['levels'][0], said), source, '')
      }
      const own = study.set.findIndex((each) => `--set ${each}:` === where)
      return own < 0 ? problem : placed({ path: ['set', own], text: said }, source, '')
    })
    throw new ScenarioError(problems)
  }
}

/** A range's levels may be what nobody wrote: what makes them whole is told with them. */
function ofFactor(
  { factors }: Pick<Study, 'factors'>,
  nth: number,
  { number }: Cell['levels'][0],
  said: string,
): Finding {
  const factor = factors[nth]
  const isBroken = number !== null && !Number.isInteger(number)
  const asks = factor !== undefined && 'from' in factor && !factor.whole && isBroken
  const unit =
    asks && factor.unit !== undefined ? ', and count in a smaller unit where need be' : ''
  const text = asks ? `${said}; a level of this range: say whole: true${unit}` : said
  return { path: ['factors', nth], text }
}
