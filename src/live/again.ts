import { setTimeout as pause } from 'node:timers/promises'

/** How often, and after how many ms, something is tried that a cluster may not yet answer. */
const TRIES = 10
const WAIT = 300

/** How a stream is read: a server that is silent for two beats is taken for gone. */
export const READING = { max_messages: 1_000, expires: 5_000, idle_heartbeat: 1_000 } as const

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
