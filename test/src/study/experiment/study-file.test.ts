import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cellsOf } from '../../../../src/study/experiment/design.ts'
import { readStudy } from '../../../../src/study/experiment/study-file.ts'
import { studySchema, studySchemaText } from '../../../../src/study/experiment/study-schema.ts'
import { SMALL_STUDY, studyFile } from './small-study.ts'

describe('a study file', () => {
  test('has the cells of its design, the last factor changing first', () => {
    const { cells, scenarios } = readStudy(studyFile(SMALL_STUDY))
    expect(cells.map(({ levels }) => levels.map(({ name }) => name))).toEqual([
      ['continuous', '1'],
      ['continuous', '3'],
      ['batches', '1'],
      ['batches', '3'],
    ])
    expect(
      scenarios.map(({ groups }) => groups.find(({ name }) => name === 'sniper')?.count),
    ).toEqual([1, 3, 1, 3])
  })

  test.each([
    ['scenario: sniping', 'scenario: snipping', /snipping.* there is no such file|no scenario/],
    [
      'seeds: { count: 3 }',
      'seeds: { count: 1 }',
      /small.yaml:12:17 seeds.count must be a whole number, 2 to 100000, not 1$/m,
    ],
    [
      'seeds: {',
      'sead: 3\nseeds: {',
      /small.yaml:12:1 sead is not a field \(did you mean "seeds"\?\): the fields here are name,/,
    ],
    [
      'values: [1, 3]',
      'value: [1, 3]',
      /factors\[1\] must have levels .*, values .*, or from and to/,
    ],
    ['values: [1, 3]', 'from: 3, to: 1', /factors\[1\].to must be above from, not 1/],
    [
      'values: [1, 3]',
      'values: 3',
      /factors\[1\] is .*: a factor with values has a name, a path and values/,
    ],
    ['values: [1, 3]', 'from: 1, to: 3', /factors\[1\].steps is missing: say how many levels/],
    [
      'values: [1, 3]',
      'values: [1, -3]',
      /small.yaml:11:5 factors\[1\] --set groups.sniper.count=-3: groups\[\d\].count must be a whole number/,
    ],
    [
      'values: [1, 3]',
      'from: 1, to: 9, steps: 4, scale: log',
      /count=2.08008: .*, not 2.08008; a level of this range: say whole: true$/m,
    ],
    [
      'path: groups.sniper.count, values: [1, 3]',
      'path: groups.sniper.computation, from: 1, to: 9, steps: 4, scale: log, unit: ns',
      /"2.08008 ns" is not a whole number .*: say whole: true, and count in a smaller unit/,
    ],
    [
      '"until=30 s"',
      '"untill=30 s"',
      /small.yaml:5:7 set\[0\] --set untill=30 s: untill is not a field \(did you mean "until"/,
    ],
    ['name: snipers', 'name: rents', /measures.rents "rents" is taken/],
    [
      'sniping-rents',
      'sniping-rent',
      /measures.rents.measure has no "sniping-rent" \(did you mean "sniping-rents"\?\)/,
    ],
    ['from: maker, ', '', /measures.rents must say from/],
    [
      'group: sniper',
      'group: snipper',
      /measures.rents.group has no "snipper" \(did you mean "sniper"\?\)/,
    ],
    ['factor: market', 'factor: markets', /comparisons\[0\].factor has no "markets"/],
    [
      'baseline: continuous',
      'baseline: continous',
      /baseline has no "continous" .*: there are continuous, batches/,
    ],
    [
      'baseline: continuous',
      'baseline: continuous, levels: [batch]',
      /comparisons\[0\].levels\[0\] has no "batch" .*: there are continuous, batches/,
    ],
    ['seeds: {', 'stop: { width: { spred: 1 }, most: 9 }\nseeds: {', /stop.width has no "spred"/],
    [
      'seeds: {',
      'stop: { width: { spread: 1 }, most: 2 }\nseeds: {',
      /stop.most is 2: it must be seeds.count, 3, or more/,
    ],
    ['seeds: {', 'design: { type: paired }\nseeds: {', undefined],
  ])('refuses %s as %s, and says where and why', (from, to, refusal) => {
    const file = studyFile(SMALL_STUDY.replace(from, to))
    if (refusal === undefined) expect(readStudy(file).cells).toHaveLength(2)
    else expect(() => readStudy(file)).toThrow(refusal)
  })

  test('rounds a range of what is counted', () => {
    const range = 'from: 1, to: 9, steps: 4, scale: log, whole: true'
    const { cells } = readStudy(studyFile(SMALL_STUDY.replace('values: [1, 3]', range)))
    const counts = cells.slice(0, 4).map(({ levels }) => levels[1]?.number)
    expect(counts).toEqual([1, 2, 4, 9])
  })

  test('has a schema for editors, which is the shipped one', () => {
    const url = new URL('../../../../studies/study.schema.json', import.meta.url)
    expect(JSON.parse(readFileSync(url, 'utf8'))).toEqual(JSON.parse(studySchemaText()))
  })
})

describe('a latin hypercube', () => {
  const study = (cells: number, seed: number, scale: string) =>
    studySchema.parse({
      name: 'cube',
      scenario: 'sniping',
      factors: [
        { name: 'a', path: 'x', from: 1, to: 100, scale },
        { name: 'b', path: 'y', from: 0, to: 1 },
        { name: 'c', path: 'z', values: [1, 2, 3] },
      ],
      design: { type: 'latin-hypercube', cells, seed },
      measures: { spread: { measure: 'quoted-spread' } },
    })

  test('has one cell in each part of each range, and lists as evenly as can be', () => {
    const inputs = [
      fc.integer({ min: 2, max: 60 }),
      fc.nat(1_000),
      fc.constantFrom('linear', 'log'),
    ]
    fc.assert(
      fc.property(
        ...(inputs as [fc.Arbitrary<number>, fc.Arbitrary<number>, fc.Arbitrary<string>]),
        (count, seed, scale) => {
          const cells = cellsOf(study(count, seed, scale))
          expect(cells).toEqual(cellsOf(study(count, seed, scale)))
          const numbers = (place: number) =>
            cells.map((cell) => cell.levels[place]?.number as number)
          const share = (value: number): number =>
            scale === 'log' ? Math.log(value) / Math.log(100) : (value - 1) / 99
          // What is told has six digits, and may stand at the very end of its part.
          const parts = (shares: number[]) =>
            shares
              .toSorted((a, b) => a - b)
              .every((at, part) => at >= part / count - 1e-5 && at <= (part + 1) / count + 1e-5)
          expect(parts(numbers(0).map(share))).toBe(true)
          expect(parts(numbers(1))).toBe(true)
          const counts = [1, 2, 3].map((level) => numbers(2).filter((one) => one === level).length)
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
        },
      ),
      { numRuns: 60 },
    )
  })
})
