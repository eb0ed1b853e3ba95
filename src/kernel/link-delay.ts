import { drawUniform } from '../../protocols/hash.ts'
import { log } from '../../protocols/math.ts'
import type { Link } from './links.ts'

/** A message is sent again at most so often, and then arrives: there is a longest delay. */
const RETRIES_MAX = 16

/** A link's delay without its state. */
export interface Delay {
  readonly base: number
  /** The most that is added. */
  readonly spread: number
  /** What is added to a message that leaves at `leaves`: a function of these two alone. */
  jitter(uniform: number, leaves: number): number
}

/** The delay of a link: jitter, the fastest of its lines, what loss and outages add. */
export function createDelay({ base, jitter, lines = 1, loss, outages = [] }: Link): Delay {
  const most = Math.floor(jitter?.max ?? 0)
  const again = loss === undefined || loss.probability === 0 ? undefined : loss
  const spreadOfOne = most + (again === undefined ? 0 : RETRIES_MAX * again.timeout)
  const longestOutage = Math.max(0, ...outages.map(({ from, to }) => to - from))
  const lossLog = again === undefined ? 0 : log(again.probability)
  const onOneLine = (uniform: number, line: number): number => {
    const own = line === 0 ? uniform : further(uniform, 2 * line)
    const delay = most === 0 ? 0 : Math.floor(jitter?.quantile(own) ?? 0)
    if (again === undefined) return delay
    const chance = further(uniform, 2 * line + 1)
    if (chance > again.probability) return delay
    return delay + Math.min(Math.floor(log(chance) / lossLog), RETRIES_MAX) * again.timeout
  }
  const fastest = (uniform: number): number => {
    let delay = onOneLine(uniform, 0)
    for (let line = 1; line < lines; line++) delay = Math.min(delay, onOneLine(uniform, line))
    return delay
  }
  return {
    base,
    spread: spreadOfOne + longestOutage,
    jitter(uniform, leaves) {
      const delay = fastest(uniform)
      for (const { from, to } of outages) {
        if (leaves >= from && leaves < to) return delay + to - leaves
      }
      return delay
    },
  }
}

/** Another uniform number in (0, 1) that belongs to `uniform`. */
function further(uniform: number, nth: number): number {
  const high = uniform * 2 ** 32
  const hi = Math.floor(high)
  return drawUniform({ hi, lo: Math.floor((high - hi) * 2 ** 21) }, nth, 0)
}
