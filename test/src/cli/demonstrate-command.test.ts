import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readDemonstrations } from '../../../src/study/inference/demonstrations.ts'
import { SMALL_FILE } from '../learning/small-market.ts'
import { emptyFolder, outcry } from './in-process.ts'

const FOLDER = emptyFolder()
const file = (name: string): string => join(FOLDER, name)
const TASK = `
from: 20 s
interval: 5 s
steps: 6
observe: [position, spread, returns]
act: { type: buy-hold-sell, size: 2 }
reward: [wealth-change]
`

beforeAll(() => {
  writeFileSync(file('small.yaml'), SMALL_FILE.replace('00:10:00', '00:01:00'))
  writeFileSync(file('task.yaml'), TASK)
})

describe('outcry demonstrate', () => {
  test('takes a run’s tape and the same scenario played anew for the same demonstrations', async () => {
    await outcry('run', file('small.yaml'), '--out', file('run'), '--no-report')
    const common = ['--actor', 'trend', '--task', file('task.yaml'), '--test-share', '0']
    const said = await outcry(
      'demonstrate',
      'latest',
      '--runs',
      file('run'),
      ...common,
      '--out',
      file('d1'),
    )
    expect(said).toMatchObject({ code: 0, err: '' })
    expect(said.out).toMatch(/3 trajectories, 0 of them for the test, 18 decisions, [\d.]+ %/)
    const again = await outcry(
      ...['demonstrate', '--scenario', file('small.yaml'), '--seeds', '1', '--first-seed', '1'],
      ...[...common, '--out', file('d2'), '--json'],
    )
    expect(JSON.parse(again.out)).toMatchObject({ trajectories: 3, test: 0, decisions: 18 })
    const [one, other] = await Promise.all([
      readDemonstrations(file('d1')),
      readDemonstrations(file('d2')),
    ])
    expect(one.trajectories.map(({ steps }) => steps)).toEqual(
      other.trajectories.map(({ steps }) => steps),
    )
    expect(one.trajectories[0]?.steps.map(({ at }) => at / 1e9)).toEqual([20, 25, 30, 35, 40, 45])
    expect(one.trajectories.some(({ steps }) => steps.some(({ parts }) => parts[0] !== 1))).toBe(
      true,
    )
  })

  test('splits by run, and keeps what it wrote', async () => {
    const said = await outcry(
      ...['demonstrate', '--scenario', file('small.yaml'), '--seeds', '4', '--actor', 'trend/1'],
      ...['--task', file('task.yaml'), '--out', file('d3'), '--test-share', '0.5'],
    )
    expect(said.code).toBe(0)
    const { trajectories, task } = await readDemonstrations(file('d3'))
    expect(trajectories.map(({ origin }) => origin.split)).toEqual([
      'train',
      'test',
      'train',
      'test',
    ])
    expect(task).toMatchObject({ interval: '5 s' })
    expect(JSON.parse(readFileSync(file('d3/demonstrations.json'), 'utf8')).format).toMatch(/ 1$/)
  })

  test('says what it lacks', async () => {
    const ask = async (...more: string[]) => {
      const said = await outcry(
        'demonstrate',
        '--task',
        file('task.yaml'),
        '--out',
        file('no'),
        ...more,
      )
      expect(said.code).toBe(2)
      return said.err
    }
    const small = ['--scenario', file('small.yaml'), '--seeds', '1']
    expect(await ask('--actor', 'nobody', ...small)).toMatch(
      /no actor nobody: its groups are.*trend/,
    )
    expect(await ask('--actor', 'trend')).toMatch(/name runs, or a scenario/)
    writeFileSync(file('pace.yaml'), TASK.replace(/act: .*/, 'act: pace\nparent: { quantity: 5 }'))
    const pace = await ask('--actor', 'trend/0', ...small, '--task', file('pace.yaml'))
    expect(pace).toMatch(/actions of a box space are not chosen from a list/)
  })
})
