import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { runCommandLine } from '../../../src/cli/command-line.ts'

/** What a command printed, and with which code the program would exit. */
export interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Calls the command line in this process and hears what it prints. */
export async function outcry(...args: string[]): Promise<Said> {
  const said = { out: '', err: '' }
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.out += String(text)
    return true
  })
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.err += String(text)
    return true
  })
  const before = process.exitCode
  process.exitCode = undefined
  try {
    await runCommandLine(args)
    return { code: Number(process.exitCode ?? 0), ...said }
  } finally {
    process.exitCode = before
    out.mockRestore()
    err.mockRestore()
  }
}

/** A folder of its own for run folders. */
export const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'outcry-'))
