import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** An exchange of the market `bench` in a process of its own. */
export async function startExchange(
  url: string,
  folder: string,
  throttle: readonly string[],
): Promise<ChildProcess> {
  const args = [
    ...['live', 'exchange', 'tiny', '--nats', url, '--market', 'bench', '--no-report'],
    ...['--folder', join(folder, 'run'), ...throttle],
  ]
  const program = new URL('../src/cli/main.js', import.meta.url).pathname
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  const gone = once(child, 'exit')
  let said = ''
  child.stderr?.on('data', (bytes) => {
    said += bytes
  })
  while (!said.includes('is open')) {
    if (await Promise.race([gone, pause(20)])) throw new Error(`the exchange ended: ${said}`)
  }
  return child
}
