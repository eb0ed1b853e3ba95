import { type DecisionProcess, decisionProcess } from '../inverse/decision-process.ts'
import type { Features } from '../inverse/maximum-entropy.ts'

/** How a grid is made. */
export interface GridTerms {
  /** Cells a side; cell x + size · y. */
  readonly size: number
  /** With this probability the direction is one of all actions, at random. */
  readonly wind: number
  readonly discount: number
  /** Whether to stay is the last action. */
  readonly stays: boolean
}

const DIRECTIONS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
  [0, 0],
] as const

/**
 * A square of cells: one goes right, down, left, up, or, where that is allowed, stays; against the edge
 * one stays too. With probability `wind` what happens is one of the actions, each as likely.
 *
 * Source: Levine, Popović and Koltun (2011), "Nonlinear inverse reinforcement learning with Gaussian
 * processes", NIPS, section 6.
 */
export function createGrid({ size, wind, discount, stays }: GridTerms): DecisionProcess {
  const ways = DIRECTIONS.slice(0, stays ? 5 : 4)
  const states = size * size
  return decisionProcess({ states, actions: ways.length, discount }, (state, action) =>
    ways.map(([dx, dy], way) => {
      const x = (state % size) + dx
      const y = Math.floor(state / size) + dy
      const isOut = x < 0 || y < 0 || x >= size || y >= size
      const chance = wind / ways.length + (way === action ? 1 - wind : 0)
      return [isOut ? state : x + size * y, chance] as const
    }),
  )
}

/** One in the last cell, the corner, and 0 elsewhere. */
export const cornerReward = (states: number): Float64Array =>
  Float64Array.from({ length: states }, (_, state) => (state === states - 1 ? 1 : 0))

/** Features by which every state is one of its own: the unit matrix. */
export const oneHot = (states: number): Features => ({
  ...{ of: 'states', width: states },
  rows: Float64Array.from({ length: states * states }, (_, at) =>
    at % (states + 1) === 0 ? 1 : 0,
  ),
})
