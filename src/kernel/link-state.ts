import type { DirectLink } from './links.ts'

interface LinkState {
  /** When the line is free. */
  free: number
  /** Messages in the window, an exponential mean, when the last left. */
  rate: number
  /** Half ticks that the observed market moved in its window, and where it stood. */
  moves: number
  level: number
  last: number
}

/** How much of a linear decay over `window` is left: a rational function, which all round alike. */
const leftOf = (window: number, span: number): number => Math.max(0, 1 - span / window)

/**
 * What bandwidth, bursts and volatility add to a message, ns: states of each direct link, which its
 * sender keeps.
 *
 * @returns what is told each message once, in the order in which they leave; `level` is bid + ask of
 *   the market that the link watches as its sender has observed it, 0 where there is none
 */
export function createLinkStates(actors: number) {
  const states = new Map<number, LinkState>()
  return (
    sender: number,
    recipient: number,
    { bandwidth, burst, volatility }: DirectLink,
    leaves: number,
    bytes: number,
    level: number,
  ): number => {
    if (bandwidth === undefined && burst === undefined && volatility === undefined) return 0
    const link = sender * actors + recipient
    let state = states.get(link)
    if (state === undefined) {
      state = { free: 0, rate: 0, moves: 0, level: 0, last: leaves }
      states.set(link, state)
    }
    const since = leaves - state.last
    state.last = leaves
    let delay = 0
    if (burst !== undefined) {
      state.rate *= leftOf(burst.window, since)
      delay += Math.floor(state.rate * burst.perMessage)
      state.rate += 1
    }
    if (volatility !== undefined) {
      state.moves *= leftOf(volatility.window, since)
      if (level !== 0) {
        if (state.level !== 0) state.moves += Math.abs(level - state.level)
        state.level = level
      }
      delay += Math.floor((state.moves * volatility.perTick) / 2)
    }
    if (bandwidth !== undefined) {
      const start = Math.max(leaves + delay, state.free)
      state.free = start + Math.ceil((bytes * 1e9) / bandwidth)
      delay = state.free - leaves
    }
    return delay
  }
}
