import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { type HeardChild, hear } from '../../../src/live/heard-child.ts'

const begin = (program: string): HeardChild => hear(spawn(process.execPath, ['-e', program]))

test('what a child says in parts is heard as a whole, and its last words before its end', async () => {
  const child = begin(`
    process.stderr.write('is')
    process.stdout.write('x'.repeat(1e6), () => process.stderr.write(' open, and done'))
  `)
  await child.says('is open')
  await child.says('is open')
  expect(await child.ends()).toBe(0)
  expect(child.said()).toBe('is open, and done')
})

test('who ends without a word, or says another for too long, is told with all that it said', async () => {
  const silent = begin(`process.stderr.write('cannot'); process.exitCode = 3`)
  await expect(silent.says('is open')).rejects.toThrow('it did not say "is open": cannot')
  expect(await silent.ends()).toBe(3)
  const slow = begin(`process.stderr.write('not yet'); setInterval(() => {}, 1e6)`)
  await slow.says('not')
  await expect(slow.says('is open', 1)).rejects.toThrow('it did not say "is open": not yet')
  slow.child.kill('SIGKILL')
  expect(await slow.ends()).toBe(null)
})
