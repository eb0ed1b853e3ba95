#!/usr/bin/env node
import { fstatSync, writeSync } from 'node:fs'
import { whyUnwritten } from '../journal/write-failure.ts'
import { runCommandLine } from './command-line.ts'
import { EXIT } from './failure.ts'

const { stdout, stderr } = process

stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough, such as `head`, is no failure.
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.done)
  stderr.write(`outcry: the output cannot be written: ${whyUnwritten(error)}\n`)
  process.exit(EXIT.failed)
})
// Where nobody can be told what went wrong, the exit code still says it.
stderr.on('error', () => {})

// Node writes to a file once and takes that for all, even where a full disk took but a part.
if (fstatSync(stdout.fd).isFile()) {
  stdout.write = (text: string | Uint8Array): boolean => {
    const bytes = Buffer.from(text as string)
    try {
      for (let from = 0; from < bytes.length; ) from += writeSync(stdout.fd, bytes, from)
    } catch (error) {
      stdout.emit('error', error)
    }
    return true
  }
}

await runCommandLine(process.argv.slice(2))
