import { formatClock } from '../simulation/scenario/clock-time.ts'

/** How far a run has come. */
export interface Reached {
  /** Virtual time, ns since the start, and what it will be at the end. */
  readonly now: number
  readonly end: number
  /** Messages said so far. */
  readonly records: number
}

/** One line that is written over itself. */
export interface Progress {
  show(reached: Reached): void
  /** Says what else is being done. */
  note(text: string): void
  /** Takes the line away. */
  clear(): void
}

const EVERY_MS = 100
const CLEAR = '\r\u001b[K'

/**
 * Shows on a terminal how a run goes: the simulated clock, the share done, messages a second, and
 * when it will be done. At most ten times a second.
 *
 * @param zero ns after midnight at virtual time 0
 */
export function createProgress(name: string, zero: number, stream: NodeJS.WriteStream): Progress {
  const begun = performance.now()
  let shown = Number.NEGATIVE_INFINITY
  return {
    show({ now, end, records }) {
      const at = performance.now()
      if (at - shown < EVERY_MS) return
      shown = at
      const seconds = (at - begun) / 1000
      const share = end === 0 ? 1 : now / end
      const clock = formatClock(Math.floor((zero + now) / 1e9) * 1e9)
      const rate = Math.round(records / Math.max(seconds, 0.001)).toLocaleString('en-US')
      const left = share > 0 ? timeLeft((seconds / share) * (1 - share)) : ''
      const done = `${Math.floor(share * 100)} %`.padStart(5)
      stream.write(`${CLEAR}${name}  ${clock}  ${done}  ${rate} messages/s${left}`)
    },
    note: (text) => {
      stream.write(`${CLEAR}${name}  ${text}`)
    },
    clear: () => {
      stream.write(CLEAR)
    },
  }
}

function timeLeft(seconds: number): string {
  if (seconds < 90) return `  ${Math.ceil(seconds)} s left`
  return `  ${Math.ceil(seconds / 60)} min left`
}

/** Shows nothing. */
export const SILENT: Progress = { show: () => {}, note: () => {}, clear: () => {} }
