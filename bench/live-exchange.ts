import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { hear } from '../src/live/heard-child.ts'

/** An exchange of the market `bench` in a process of its own. */
export async function startExchange(
  url: string,
  folder: string,
  terms: readonly string[],
): Promise<ChildProcess> {
  const args = [
    ...['live', 'exchange', 'tiny', '--nats', url, '--market', 'bench', '--no-report'],
    ...['--folder', join(folder, 'run'), ...terms],
  ]
  const program = new URL('../src/cli/main.js', import.meta.url).pathname
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  await hear(child).says('is open')
  return child
}
