import { Phase } from '../../protocols/kind.ts'
import type { Simulation } from '../simulation/simulation.ts'

/** How often a venue halted, and for how long. */
export interface Halts {
  readonly count: number
  /** From each halt until it traded continuously again, its auction included, ns. */
  readonly time: number
}

/**
 * Keeps the halts of `simulation`'s venues from now on.
 * @returns those of a venue, by its actor, up to `now` ns since the session's start
 */
export function keepHalts(simulation: Simulation): (venue: number, now: number) => Halts {
  const kept = new Map<number, { count: number; time: number; since: number | undefined }>()
  simulation.sessions$.subscribe(({ sender, phase, sent }) => {
    const own = kept.get(sender) ?? { count: 0, time: 0, since: undefined }
    kept.set(sender, own)
    if (phase === Phase.halted) {
      own.count++
      own.since ??= sent
    } else if (phase !== Phase.volatilityAuction && own.since !== undefined) {
      own.time += sent - own.since
      own.since = undefined
    }
  })
  return (venue, now) => {
    const { count = 0, time = 0, since = now } = kept.get(venue) ?? {}
    return { count, time: time + now - since }
  }
}
