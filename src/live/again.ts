import { setTimeout as pause } from 'node:timers/promises'

/** How often, and after how many ms, something is tried that a cluster may not yet answer. */
const TRIES = 10
const WAIT = 300

/**
 * Does what a cluster may leave unanswered while it chooses who leads, until it is answered.
 * @throws what the last try threw
 */
export async function again<Result>(act: () => Promise<Result>): Promise<Result> {
  for (let nth = 1; ; nth++) {
    try {
      return await act()
    } catch (error) {
      if (nth === TRIES) throw error
      await pause(WAIT)
    }
  }
}
