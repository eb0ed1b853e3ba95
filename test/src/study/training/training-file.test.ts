import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { setFrom } from '../../../../src/simulation/scenario/file-paths.ts'
import { readStudy } from '../../../../src/study/experiment/study-file.ts'
import { readTask } from '../../../../src/study/inference/task-file.ts'
import { placeOf } from '../../../../src/study/training/evaluation.ts'
import {
  identityOf,
  marketOf,
  placeFor,
  readTraining,
} from '../../../../src/study/training/training-file.ts'
import { SMALL_FILE } from '../../learning/small-market.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'outcry-'))
const file = (name: string): string => join(FOLDER, name)
const TASK = 'task: { observe: [spread], act: target, reward: [wealth-change] }\n'

/** `name` under the folder, and the folder that it stands in. */
function write(name: string, text: string): string {
  mkdirSync(join(file(name), '..'), { recursive: true })
  writeFileSync(file(name), text)
  return file(name)
}

describe('what a file names is found from its folder', () => {
  write('markets/small.yaml', SMALL_FILE)
  write('trainings/buyer.yaml', `scenario: ../markets/small.yaml\n${TASK}`)

  test('a training’s scenario, wherever one works, and its identity knows no place', () => {
    const absolute = readTraining(file('trainings/buyer.yaml'))
    const fromHere = readTraining(relative('.', file('trainings/buyer.yaml')))
    expect(marketOf(absolute)).toEqual(marketOf(fromHere))
    expect(marketOf(absolute).name).toBe('small')
    expect(identityOf(absolute)).toBe(identityOf(fromHere))
  })

  test('a scenario that is set instead, from the folder of whoever sets it', () => {
    const read = (name: string, from: string) =>
      marketOf(readTraining(file('trainings/buyer.yaml'), [`scenario=${name}`], from)).name
    expect(read('small.yaml', file('markets'))).toBe('small')
    expect(read('tiny', file('markets'))).toBe('tiny')
    expect(() => read('small.yaml', file('trainings'))).toThrow(/there is no such file/)
    const study = `name: s
train: { file: ../trainings/buyer.yaml, episodes: 2 }
factors: [{ name: market, path: scenario, values: [../markets/small.yaml, tiny] }]
seeds: { count: 2 }
measures: { return: { measure: mean-return } }
`
    const { scenarios } = readStudy(write('studies/markets.yaml', study))
    expect(scenarios.map(({ name }) => name)).toEqual(['small', 'tiny'])
  })

  test('a policy’s market, from where its training stood beside it', () => {
    const training = readTraining(file('trainings/buyer.yaml'))
    for (const out of ['trainings/b.json', 'b.json', 'policies/deep/b.json']) {
      const folder = placeFor(training, file(out))
      const place = placeOf(
        { ...{ text: '', name: file(out), against: [], threads: 1 }, set: ['seed=2'] },
        { scenario: training.scenario, set: ['groups.a.parameters.file=p.json'], folder },
      )
      expect(place.scenario).toBe(file('markets/small.yaml'))
      expect(place.set).toEqual([
        `groups.a.parameters.file="${file('trainings/p.json')}"`,
        'seed=2',
      ])
    }
    const shipped = readTraining(write('trainings/tiny.yaml', `scenario: tiny\n${TASK}`))
    expect(placeFor(shipped, file('b.json'))).toBeUndefined()
  })
})

test('an assignment changes where it names a file, and nowhere else', () => {
  const value = fc.oneof(
    fc.integer().map(String),
    fc.constantFrom('"a b"', '10 ms', '[1, 2]', '{ type: links, direct: { base: 1 ms } }'),
  )
  const path = fc.constantFrom('groups.noise.count', 'latency', 'groups[0].parameters.profile')
  fc.assert(
    fc.property(path, value, (path, value) => {
      expect(setFrom([`${path}=${value}`], '/here')).toEqual([`${path}=${value}`])
    }),
  )
  const named = fc.constantFrom('a.csv', '../b.zip', 'c/d.json')
  fc.assert(
    fc.property(path, named, (path, name) => {
      const whole = join('/here', name)
      expect(setFrom([`${path}.file=${name}`], '/here')).toEqual([`${path}.file="${whole}"`])
      expect(setFrom([`${path}={ type: file, file: ${name} }`], '/here')).toEqual([
        `${path}={"type":"file","file":"${whole}"}`,
      ])
      expect(setFrom([`${path}.file=${whole}`], '/there')).toEqual([`${path}.file=${whole}`])
    }),
  )
})

test('a task is told of its faults alike, alone and within a training', () => {
  const words = fc.constantFrom('observe', 'act', 'reward', 'from', 'steps', 'parent')
  const wrong = fc.constantFrom('17.5', 'nothing', '[nothing]', '{ type: nothing }', '-1')
  const good = ['observe: [spread]', 'act: target', 'reward: [wealth-change]']
  fc.assert(
    fc.property(words, wrong, (word, value) => {
      const lines = [...good.filter((each) => !each.startsWith(word)), `${word}: ${value}`]
      const alone = refusal(() => readTask(write('alone.yaml', `${lines.join('\n')}\n`)))
      const within = `scenario: tiny\ntask:\n${lines.map((line) => `  ${line}\n`).join('')}`
      const told = refusal(() => readTraining(write('within.yaml', within)))
      const line = lines.length
      expect(alone).not.toHaveLength(0)
      for (const each of alone) expect(each).toMatch(RegExp(`alone.yaml:${line}:\\d+ ${word}`))
      expect(told).toEqual(
        alone.map((each) =>
          each.replace(/alone.yaml:(\d+):(\d+) /, (_, row, column) => {
            return `within.yaml:${Number(row) + 2}:${Number(column) + 2} task.`
          }),
        ),
      )
    }),
  )
})

/** The lines of what is thrown; none where nothing is. */
function refusal(read: () => unknown): string[] {
  try {
    read()
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  }
}
