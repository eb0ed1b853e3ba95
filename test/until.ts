import { watch } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * Waits until `isSo`, which is asked now and whenever something directly in `folder` has changed, or
 * until `over`.
 */
export function untilIn(
  folder: string,
  isSo: () => boolean,
  over: Promise<unknown> = new Promise(() => {}),
): Promise<void> {
  const watcher = watch(folder, { persistent: false })
  const seen = new Promise<void>((resolve, reject) => {
    const look = (): void => {
      try {
        if (isSo()) resolve()
      } catch (error) {
        reject(error)
      }
    }
    watcher.on('change', look).on('error', reject)
    look()
  })
  return Promise.race([seen, over.then(() => {})]).finally(() => watcher.close())
}

/**
 * Asks another process for what it neither says nor writes anywhere by itself, until there is an answer.
 * The one place of the tests that asks again and again.
 */
export async function untilAnswered<Answer>(
  ask: () => Promise<Answer | undefined>,
): Promise<Answer> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await pause(20)
  }
}
