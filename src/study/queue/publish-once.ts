import { JetStreamApiError, type JetStreamClient } from '@nats-io/jetstream'
import { again } from '../../live/again.ts'

/** What a server says to a second message of a subject that holds one; 10077 is of any full stream. */
const HAS_ONE = /per subject/

/**
 * Puts `value` under `subject`, as JSON, where nothing is there yet; what is there stays.
 *
 * @param value left out: nothing but the subject
 * @returns whether it was put there
 * @throws Error where the stream cannot take it
 */
export function publishOnce(
  js: JetStreamClient,
  subject: string,
  value?: unknown,
): Promise<boolean> {
  const payload = value === undefined ? '' : JSON.stringify(value)
  return again(async () => {
    try {
      await js.publish(subject, payload)
      return true
    } catch (error) {
      if (error instanceof JetStreamApiError && HAS_ONE.test(error.message)) return false
      throw error
    }
  })
}
