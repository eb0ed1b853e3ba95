import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { estimateCost } from '../../../../src/study/experiment/dry-run.ts'
import { readStudy } from '../../../../src/study/experiment/study-file.ts'

const at = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url))
const NAMES = readdirSync(at('studies'))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length))
const index = readFileSync(at('docs/studies.md'), 'utf8')

describe.each(NAMES)('the shipped study %s', (name) => {
  const read = readStudy(at(`studies/${name}.yaml`))

  test('is called what its file is, compares with common seeds, and is in the table of studies', () => {
    const { study } = read
    expect(study.name).toBe(name)
    expect(study.seeds.common).toBe(true)
    if (study.game === undefined) expect(study.comparisons).not.toEqual([])
    const row = index.split('\n').find((line) => line.startsWith(`| [\`${name}\`]`)) ?? ''
    const [, page = 'none'] = /\(studies\/([\w-]+\.md)[#)]/.exec(row) ?? []
    expect(readFileSync(at(`docs/studies/${page}`), 'utf8')).toContain(`studies/${name}.yaml`)
  })

  test('has in every cell that a dry run tries all figures that it asks for', async () => {
    // Of two minutes: what a measure is called does not hang on how long one looks.
    const cells = read.cells.map((cell) => ({ ...cell, set: [...cell.set, 'until=2 min'] }))
    const cost = await estimateCost({ ...read, cells }, 1)
    expect(cost.tried.length).toBe(Math.min(5, cells.length))
  })
})
