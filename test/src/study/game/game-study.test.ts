import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { CellRun } from '../../../../src/study/experiment/run-cell.ts'
import { readStudy } from '../../../../src/study/experiment/study-file.ts'
import { analyseGames } from '../../../../src/study/game/analyse-game.ts'
import { emptyFolder, outcry } from '../../cli/in-process.ts'
import { studyFile } from '../experiment/small-study.ts'

const SHIPPED = fileURLToPath(new URL('../../../../studies/shading.yaml', import.meta.url))
const MARKET = fileURLToPath(new URL('../../../../studies/markets/shading.yaml', import.meta.url))
const SMALL = `
name: small-game
scenario: ${MARKET}
set: [until=100 s]
game:
  roles:
    - { name: trader, players: 5, reduced: 3, strategies: [meek, bold] }
seeds: { count: 2 }
`

describe('a study with a game', () => {
  test('has a cell for each profile that the reduction asks for, at every other level', () => {
    const { study, cells, scenarios } = readStudy(SHIPPED)
    expect(study.factors.map(({ name }) => name)).toEqual(['market', 'profile'])
    expect(cells).toHaveLength(2 * 30)
    for (const { groups } of scenarios) {
      expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(13)
    }
  })

  test('finds the equilibrium of a game whose payoffs are known, and how sure it is of it', () => {
    const { study, cells } = readStudy(studyFile(SMALL.replace('count: 2', 'count: 60')))
    // Hawks and doves: whoever meets a bold one loses by it; half are bold at the equilibrium.
    const runs = cells.flatMap(({ index, levels }): CellRun[] => {
      const [meek = 0, bold = 0] = levels[0]?.name.split('-').map(Number) ?? []
      return Array.from({ length: 60 }, (_, seed) => {
        const noise = ((seed * 37) % 60) / 59 - 0.5
        const values = {
          'payoff-meek': meek === 0 ? null : 10 - bold + noise,
          'payoff-bold': bold === 0 ? null : 14 - 3 * (bold - 1) + noise - 1,
        }
        return { cell: index, seed, values, units: {}, tape: '' }
      })
    })
    const [figure] = analyseGames(study, cells, runs)
    // Of four others x are bold: 10 − 4x = 13 − 12x at x = 3/8.
    const [equilibrium] = figure?.equilibria ?? []
    expect(figure?.equilibria).toHaveLength(1)
    expect(equilibrium?.mixture[0]?.[1]).toBeCloseTo(0.375, 2)
    expect(equilibrium?.values[0]?.value).toBeCloseTo(10 - 4 * 0.375, 1)
    const { low = 0, high = 0 } = equilibrium?.values[0] ?? {}
    expect(high - low).toBeGreaterThan(0.05)
    expect(high - low).toBeLessThan(0.3)
  })

  test('tells its equilibria in words, in figures and in its report', async () => {
    const folder = join(emptyFolder(), 'game')
    const file = studyFile(SMALL)
    const said = await outcry('study', 'run', file, '--out', folder, '--threads', '1')
    expect(said).toMatchObject({ code: 0, err: '' })
    expect(said.out).toMatch(
      /^small-game: near an equilibrium where all play .*; a player is paid /,
    )
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('deviation-preserving')
    const again = await outcry('study', 'run', file, '--out', folder, '--threads', '1', '--json')
    expect(JSON.parse(again.out)).toMatchObject({ runs: 12, resumed: 12, games: [{ seeds: 2 }] })
  })

  test('is refused where it cannot be reduced so, or has nothing to vary', async () => {
    const odd = studyFile(SMALL.replace('reduced: 3', 'reduced: 4'))
    expect(await outcry('study', 'run', odd)).toMatchObject({
      ...{ code: 2, out: '' },
      err: expect.stringContaining('game.roles[0].reduced is 4 of 5 players'),
    })
    const none = studyFile(SMALL.replace(/game:[\s\S]*?\n(?=seeds)/, ''))
    expect((await outcry('study', 'run', none)).err).toContain('factors must name at least one')
  })
})
