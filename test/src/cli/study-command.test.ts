import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { HeardChild } from '../../../src/live/heard-child.ts'
import { start } from '../../program.ts'
import { untilIn } from '../../until.ts'
import { SMALL_STUDY, studyFile } from '../study/experiment/small-study.ts'
import { emptyFolder, outcry } from './in-process.ts'

const linesOf = (folder: string): string[] => {
  const log = join(folder, 'runs.jsonl')
  return existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(1, -1) : []
}
const keysOf = (folder: string): string[] =>
  linesOf(folder).map((line) => {
    const { cell, seed } = JSON.parse(line) as { cell: number; seed: number }
    return `${cell}/${seed}`
  })

const startStudy = (file: string, folder: string, threads: number): HeardChild =>
  start(['study', 'run', file, '--out', folder, '--threads', `${threads}`])

/** Starts the program, and kills it and all its threads when `runs` runs are on the disk. */
async function killAfter(runs: number, file: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const study = startStudy(file, folder, 2)
  await untilIn(folder, () => linesOf(folder).length >= runs, study.ends())
  study.child.kill('SIGKILL')
  await study.ends()
}

describe('outcry study', () => {
  test('runs a study into a folder, and again without running anything', async () => {
    const file = studyFile(SMALL_STUDY)
    const folder = join(emptyFolder(), 'one')
    const said = await outcry('study', 'run', file, '--out', folder, '--threads', '1', '--json')
    expect(said).toMatchObject({ code: 0, err: '' })
    const first = JSON.parse(said.out)
    expect(first).toMatchObject({ cells: 4, runs: 12, resumed: 0, finished: true })
    expect(first.comparisons[0].verdict).toMatch(
      /^market batches against continuous at snipers 1: /,
    )
    const page = readFileSync(join(folder, 'report.html'), 'utf8')
    expect(page).toContain('Do batches end sniping?')
    expect(page).toMatch(/rents: of 2 comparisons/)
    expect(page).not.toMatch(/(src|href)="https?:/)
    const again = await outcry('study', 'run', file, '--out', folder, '--threads', '1', '--json')
    expect(JSON.parse(again.out)).toEqual({ ...first, resumed: 12 })
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
    expect(manifest).toMatchObject({ status: 'complete', runs: 12, units: { spread: 'ticks' } })
  })

  test('that is killed goes on where it was, and comes to the same file', {
    timeout: 120_000,
  }, async () => {
    const short = SMALL_STUDY.replace('until=30 s', 'until=10 s')
    const file = studyFile(short.replace('count: 3', 'count: 8'))
    const whole = join(emptyFolder(), 'whole')
    expect(await startStudy(file, whole, 1).ends()).toBe(0)
    const folder = join(emptyFolder(), 'killed')
    const before: string[][] = []
    for (const runs of [1, 16]) {
      await killAfter(runs, file, folder)
      before.push(keysOf(folder))
    }
    expect(await startStudy(file, folder, 2).ends()).toBe(0)
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
    expect(manifest).toMatchObject({ status: 'complete', runs: 32 })
    const after = keysOf(folder)
    expect(new Set(after).size).toBe(32)
    expect(after).toHaveLength(32)
    for (const keys of before) expect(after.slice(0, keys.length)).toEqual(keys)
    const results = (place: string) => readFileSync(join(place, 'results.parquet'))
    expect(results(folder).equals(results(whole))).toBe(true)
    rmSync(folder, { recursive: true })
  })

  test('says what it would cost, and writes nothing', async () => {
    const folder = join(emptyFolder(), 'none')
    const said = await outcry('study', 'run', studyFile(SMALL_STUDY), '--dry-run', '--out', folder)
    expect(said).toMatchObject({ code: 0, err: '' })
    expect(said.out).toMatch(/4 cells, 12 runs: about \d+ s on \d+ threads\n$/)
    expect(existsSync(folder)).toBe(false)
  })

  test('says what is wrong with a file, or a figure that a measure has not, with code 2', async () => {
    const bad = studyFile(SMALL_STUDY.replace('values: [1, 3]', 'values: [-1]'))
    expect(await outcry('study', 'run', bad)).toMatchObject({
      ...{ code: 2, out: '' },
      err: expect.stringMatching(/^outcry: .*groups.sniper.count=-1.*\n$/),
    })
    const what = studyFile(SMALL_STUDY.replace('what: by time', 'what: by tome'))
    const folder = join(emptyFolder(), 'bad')
    expect(await outcry('study', 'run', what, '--out', folder, '--threads', '1')).toMatchObject({
      ...{ code: 2, out: '' },
      err: expect.stringContaining(
        'measures.spread.what is "by tome": quoted-spread has "by time", "by update"',
      ),
    })
  })

  test.each([
    ['package.json', /there is a file of this name \(EEXIST\)/],
    ['/proc/nobody/study', /\(E[A-Z]+\)/],
  ])('into %s is refused at once', async (out, why) => {
    const said = await outcry(
      'study',
      'run',
      studyFile(SMALL_STUDY),
      '--out',
      out,
      '--threads',
      '1',
    )
    expect(said).toMatchObject({ code: 2, out: '' })
    expect(said.err).toMatch(/^outcry: \S+: the folder cannot be made: [^\n]+; choose [^\n]+\n$/)
    expect(said.err).toMatch(why)
  })
})
