import { expect, test } from 'vitest'
import { analyse } from '../../../../src/study/experiment/analyse.ts'
import { cellsOf } from '../../../../src/study/experiment/design.ts'
import { studySchema } from '../../../../src/study/experiment/study-schema.ts'

test('a comparison is of the levels that it names, and by default of all but its baseline', () => {
  const compared = (levels?: number[]) => {
    const study = studySchema.parse({
      ...{ name: 'steps', scenario: 'sniping', seeds: { count: 2 } },
      factors: [{ name: 'step', path: 'x', values: [1, 2, 3] }],
      measures: { height: { measure: 'quoted-spread' } },
      comparisons: [{ factor: 'step', baseline: 2, ...(levels && { levels }) }],
    })
    const cells = cellsOf(study)
    const runs = cells.flatMap(({ index }) =>
      [1, 2].map((seed) => ({
        ...{ cell: index, seed, tape: '', units: { height: '' } },
        values: { height: 10 * index + seed * index },
      })),
    )
    return analyse(study, cells, runs).comparisons.map(({ cell, baseline }) => [cell, baseline])
  }
  expect(compared()).toEqual([
    [0, 1],
    [2, 1],
  ])
  expect(compared([3])).toEqual([[2, 1]])
  expect(compared([2, 3])).toEqual([[2, 1]])
})
