import type { Random } from '../../../actors/actor.ts'
import type { DecisionProcess } from '../inverse/decision-process.ts'
import { createGrid } from './gridworld.ts'

/** How an objectworld is made. */
export interface ObjectworldTerms {
  readonly size: number
  readonly objects: number
  readonly colours: number
  readonly wind: number
  readonly discount: number
}

/** A grid with coloured objects on it. */
export interface Objectworld {
  readonly problem: DecisionProcess
  readonly rewards: Float64Array
  /** States × 2 colours: distance to the nearest object of each inner, then outer colour, over `size`. */
  readonly features: Float64Array
}

interface Placed {
  readonly x: number
  readonly y: number
  readonly inner: number
  readonly outer: number
}

/** Distance within which the first outer colour pays, and within which the second has it pay. */
const FIRST = 3
const SECOND = 2

/**
 * A grid on which objects lie, each of an inner and an outer colour. A cell pays 1 within 3 of an
 * object of the first outer colour and within 2 of one of the second, −1 where only the first is
 * near, else 0: no sum of functions of single distances. Inner colours mean nothing.
 *
 * Source: Levine, Popović and Koltun (2011), section 6.1; distances as features as in Wulfmeier et
 * al. (2015), section 4.
 */
export function createObjectworld(terms: ObjectworldTerms, random: Random): Objectworld {
  const { size, objects, colours, wind, discount } = terms
  const problem = createGrid({ size, wind, discount, stays: true })
  const free = Array.from({ length: size * size }, (_, cell) => cell)
  const placed = Array.from({ length: objects }, (_, nth): Placed => {
    const [cell] = free.splice(random.integer(0, free.length - 1), 1) as [number]
    const [x, y] = [cell % size, Math.floor(cell / size)]
    // Of each outer colour that pays there is at least one.
    const outer = nth < 2 ? nth : random.integer(0, colours - 1)
    return { x, y, inner: random.integer(0, colours - 1), outer }
  })
  const nearest = (state: number, is: (object: Placed) => boolean): number =>
    placed.reduce((least, object) => {
      if (!is(object)) return least
      const dx = object.x - (state % size)
      const dy = object.y - Math.floor(state / size)
      return Math.min(least, Math.sqrt(dx * dx + dy * dy))
    }, 2 * size)
  const features = new Float64Array(problem.states * 2 * colours)
  const rewards = new Float64Array(problem.states)
  for (let state = 0; state < problem.states; state++) {
    for (let colour = 0; colour < colours; colour++) {
      const at = 2 * (state * colours + colour)
      features[at] = nearest(state, ({ inner }) => inner === colour) / size
      features[at + 1] = nearest(state, ({ outer }) => outer === colour) / size
    }
    const isNear = (colour: number, within: number): boolean =>
      nearest(state, ({ outer }) => outer === colour) <= within
    rewards[state] = isNear(0, FIRST) ? (isNear(1, SECOND) ? 1 : -1) : 0
  }
  return { problem, rewards, features }
}
