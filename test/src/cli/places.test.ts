import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { emptyFolder, outcry } from './in-process.ts'

const FOLDER = emptyFolder()
const file = (name: string): string => join(FOLDER, name)
const TASK =
  '{ from: 10 s, interval: 1 s, steps: 6, observe: [spread], act: target, reward: [wealth-change] }'

beforeAll(() => {
  writeFileSync(file('taken'), '')
  mkdirSync(file('folder'))
  writeFileSync(file('task.yaml'), TASK)
  writeFileSync(file('training.yaml'), `scenario: tiny\ntask: ${TASK}\nupdates: 1000000\n`)
  writeFileSync(file('properties.mjs'), 'export const none = 1\n')
})

// Whatever else is wrong, or takes long, comes after it.
test.each([
  [
    'demonstrate',
    '--scenario',
    'tiny',
    '--actor',
    'nobody',
    '--task',
    'task.yaml',
    '--out',
    'taken',
  ],
  ['infer', 'nowhere', '--out', 'taken'],
  ['infer', 'nowhere', '--out', 'taken/in/it'],
  ['check', 'properties.mjs', '--out', 'taken'],
  ['train', 'training.yaml', '--out', 'folder'],
  ['train', 'training.yaml', '--out', 'nowhere/policy.json'],
  ['train', 'training.yaml', '--out', 'policy.json', '--log', 'taken/log.csv'],
  ['train', 'training.yaml', '--seeds', '2', '--out', 'taken/policy.json'],
  ['train', 'training.yaml', '--out', 'policy.json', '--report', 'folder'],
])('%s %s … is refused before its work, where its results cannot be written', async (...line) => {
  const before = readdirSync(FOLDER)
  const paths = /^(taken|folder|nowhere|policy|task\.|training|properties)/
  const said = await outcry(...line.map((word) => (paths.test(word) ? file(word) : word)))
  expect(said).toMatchObject({ code: 2, out: '' })
  expect(said.err).toMatch(
    /^outcry: \S+(taken|folder|nowhere)\S*: cannot be written: .*(choose|make) /,
  )
  expect(readdirSync(FOLDER)).toEqual(before)
})
