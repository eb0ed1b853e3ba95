import { taskParameters } from '../../actors/learner/composed-task.ts'
import { OBSERVATIONS, type ObservationPiece } from '../../actors/learner/observations.ts'
import { createPiece } from '../../actors/learner/pieces.ts'
import { createMarketTask, wordsOf } from './market-task.ts'

/** One part of an action, for people. */
export interface ActionPart {
  readonly name: string
  /** What each choice is called, in order; `undefined` where the part is a real number. */
  readonly choices: readonly string[] | undefined
}

/** One number of an observation, for people. */
export interface SeenPart {
  readonly name: string
  /** Where it stands in the observation. */
  readonly at: number
}

const whole = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, nth) => String(from + nth).replace('-', '−'))

type Fields = Readonly<Record<string, number>>

/** What people call the parts of an action, by the way to act. */
const NAMED: Readonly<Record<string, (fields: Fields) => readonly ActionPart[]>> = {
  'market-limit-hold': () => [{ name: 'order', choices: ['market', 'limit', 'hold'] }],
  'child-orders': ({ shares }) => [
    { name: 'order', choices: ['market', 'limit'] },
    { name: 'share of the lot', choices: (shares as unknown as number[]).map(String) },
    { name: 'limit', choices: ['behind', 'own touch', 'middle', 'other touch', 'beyond'] },
  ],
  'remainder-at': ({ reach, beyond, touch }) => [
    {
      name: `limit beyond the ${touch} touch, ticks`,
      choices: whole(-(reach as number), beyond as number),
    },
  ],
  pace: () => [{ name: 'share of the order to be sent by now', choices: undefined }],
  'buy-hold-sell': () => [{ name: 'order', choices: ['buy', 'hold', 'sell'] }],
  target: () => [{ name: 'position', choices: ['short', 'flat', 'long'] }],
  quotes: ({ widths, skews }) => [
    { name: 'half spread, ticks', choices: whole(1, widths as number) },
    { name: 'skew, ticks', choices: whole(-(skews as number), skews as number) },
  ],
}

/** What the parts of a task's actions are called; where there is no name for them, by number. */
export function actionParts(given: unknown): readonly ActionPart[] {
  const { act } = taskParameters.parse(wordsOf(given))
  const { type, ...fields } = act as { type: string }
  const named = NAMED[type]?.(fields as unknown as Fields)
  if (named !== undefined) return named
  const { actionSpace: space } = createMarketTask(given)
  const part = (choices: readonly string[] | undefined, nth: number, of: number): ActionPart => ({
    name: of === 1 ? type : `${type}, part ${nth + 1}`,
    choices,
  })
  switch (space.kind) {
    case 'discrete':
      return [part(whole(0, space.n - 1), 0, 1)]
    case 'multi-discrete':
      return space.sizes.map((n, nth) => part(whole(0, n - 1), nth, space.sizes.length))
    case 'box':
      return Array.from(space.low, (_, nth) => part(undefined, nth, space.low.length))
    case 'dict':
      return []
  }
}

/** What a task sees by a number each, in its order; pieces of several numbers are left out. */
export function seenParts(given: unknown): readonly SeenPart[] {
  let at = 0
  return taskParameters.parse(wordsOf(given)).observe.flatMap((each): SeenPart[] => {
    const { size } = createPiece<ObservationPiece>(OBSERVATIONS, each)
    at += size
    return size === 1 ? [{ name: nameOf(each), at: at - 1 }] : []
  })
}

/** A piece by its type, with what else is said of it. */
function nameOf({ type, ...fields }: { readonly type: string }): string {
  const said = Object.entries(fields).map(([name, value]) => `${name} ${String(value)}`)
  return said.length === 0 ? type : `${type} (${said.join(', ')})`
}
