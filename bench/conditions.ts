import { spawnSync } from 'node:child_process'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Profile } from './profile.ts'
import type { BenchResult } from './result.ts'

/** On what, of what and when benches ran. */
export interface Conditions {
  readonly processor: string
  readonly cores: number
  /** GB */
  readonly memory: number
  readonly node: string
  /** Of the source; '' where that is no git repository. */
  readonly commit: string
  /** Whether the source was the commit's; files that it does not know do not count. */
  readonly isClean: boolean
  /** Programs that wanted a core in the minute before. */
  readonly load: number
  readonly isSmall: boolean
  /** ISO 8601; `ended` is '' where the benches were cut off. */
  readonly begun: string
  readonly ended: string
}

/** All that one run of the benches has to say. */
export interface BenchReport {
  readonly conditions: Conditions
  readonly benches: readonly {
    readonly name: string
    readonly seconds: number
    readonly results: readonly BenchResult[]
  }[]
  readonly profiles: readonly Profile[]
  readonly failures: readonly { readonly name: string; readonly error: string }[]
}

/** The conditions of now. */
export function conditionsNow(isSmall: boolean): Conditions {
  const root = join(import.meta.dirname, '..', '..')
  const git = (...words: readonly string[]): string =>
    spawnSync('git', ['-C', root, ...words], { encoding: 'utf8' }).stdout?.trim() ?? ''
  const commit = git('rev-parse', '--short=12', 'HEAD')
  return {
    processor: cpus()[0]?.model.trim() ?? '',
    ...{ cores: cpus().length, memory: Math.round(totalmem() / 2 ** 30), node: process.version },
    ...{
      commit,
      isClean: commit !== '' && git('status', '--porcelain', '--untracked-files=no') === '',
    },
    ...{ load: loadavg()[0] as number, isSmall },
    ...{ begun: new Date().toISOString(), ended: '' },
  }
}
