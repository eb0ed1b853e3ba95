import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { measure, type Run } from './measure.ts'
import { type BenchResult, hashOf, median } from './result.ts'

const PROGRAM = fileURLToPath(new URL('../src/cli/main.js', import.meta.url))

/** A program from its start to its end. @throws Error where it fails */
function timed(words: readonly string[], identity: (said: string) => string): Run {
  const begun = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  const seconds = (performance.now() - begun) / 1_000
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`)
  return { count: 1, seconds, hash: identity(stdout) }
}

/**
 * What the user waits for, by the wall clock: from the shell to the closed run folder, with the report
 * and without; and the start of the command line beside that of Node with nothing to do, by turns.
 */
export async function benchShell({ small }: { small: boolean }): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-bench-'))
  const market = small ? ['tiny', '--until', '09:30:10'] : ['rmsc04']
  const tapeOf = (said: string): string => (JSON.parse(said) as { hash: string }).hash.slice(0, 16)
  const run = (...more: readonly string[]) => {
    const words = ['run', ...market, '--seed', '1', '--out', folder, '--json', ...more]
    return () => timed([PROGRAM, ...words], tapeOf)
  }
  const named = small ? 'shell: tiny' : 'shell: RMSC04'
  try {
    const days = await measure(
      [
        { name: `${named} without the report`, unit: 'runs/s', run: run('--no-report') },
        ...(small ? [] : [{ name: `${named} with the report`, unit: 'runs/s', run: run() }]),
      ],
      small ? 1 : 5,
    )
    const starts = await measure(
      [
        { name: 'shell: node -e 0', unit: 'starts/s', run: () => timed(['-e', '0'], hashOf) },
        {
          ...{ name: 'shell: outcry --version', unit: 'starts/s' },
          run: () => timed([PROGRAM, '--version'], hashOf),
        },
      ],
      small ? 1 : 21,
    )
    const [node, outcry] = starts as [BenchResult, BenchResult]
    const over = outcry.runs.map((rate, turn) => 1_000 / rate - 1_000 / (node.runs[turn] as number))
    const name = "shell: the command line's start over Node's own"
    const { hash } = outcry
    return [...days, ...starts, { name, unit: 'ms', rate: median(over), runs: over, hash }]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
