import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { diagnose } from '../../src/simulation/scenario/diagnose.ts'
import { parseScenario } from '../../src/simulation/scenario/load.ts'
import { formatPath } from '../../src/simulation/scenario/scenario-error.ts'
import { scenarioFile } from '../../src/simulation/scenario/schema.ts'
import { readTargets } from '../../src/study/calibration/targets.ts'
import { readStudy } from '../../src/study/experiment/study-file.ts'
import { readRecords } from '../../src/study/inference/records-file.ts'
import { readTask } from '../../src/study/inference/task-file.ts'
import { readTraining } from '../../src/study/training/training-file.ts'
import { blocksIn } from './pages.ts'

const folder = mkdtempSync(join(tmpdir(), 'outcry-'))
// What a study of trainings trains stands beside it.
copyFileSync(
  new URL('../../studies/learning/buyer.yaml', import.meta.url),
  join(folder, 'buyer.yaml'),
)

/** Hands a text to what reads files of its kind. */
function reading(read: (file: string) => unknown, text: string): string[] {
  const file = join(folder, 'page.yaml')
  writeFileSync(file, text)
  read(file)
  return []
}

type Said = Readonly<Record<string, unknown>>

/** What a training file's page may show alone: all that it needs besides is another page's. */
const TRAINING =
  'scenario: tiny\ntask: { observe: [spread], act: target, reward: [wealth-change] }\n'

/** What is wrong with a part of a scenario, but for what the part leaves out. */
function faultsOfPart(part: Said): string[] {
  const { error } = scenarioFile.safeParse(part)
  return diagnose(error?.issues ?? [], part)
    .filter(({ text }) => !text.startsWith('is missing'))
    .map(({ path, text }) => `${formatPath(path)} ${text}`)
}

/** Reads a block as what it is; which kind it is shows in its fields. @throws where it is refused */
function faultsOf(text: string): string[] {
  if (text.includes('…')) return []
  const said = parse(text) as Said | unknown[]
  if (Array.isArray(said)) return faultsOfPart({ groups: said })
  const has = (...fields: string[]): boolean => fields.every((field) => field in said)
  if (has('name', 'instruments', 'venues')) {
    parseScenario(text, 'page.yaml')
    return []
  }
  if (has('factors')) return reading(readStudy, text)
  if (has('scenario', 'task')) return reading(readTraining, text)
  if (has('act')) return reading(readTask, text)
  if (has('parameters', 'targets')) return reading(readTargets, text)
  if (has('market', 'fills')) return reading(readRecords, text)
  if (has('breaker')) return faultsOfPart({ venues: [said] })
  if (has('fundamental')) return faultsOfPart({ instruments: [said] })
  const isOfScenario = Object.keys(said).every((field) => field in scenarioFile.shape)
  return isOfScenario ? faultsOfPart(said) : reading(readTraining, TRAINING + text)
}

const blocks = blocksIn('yaml')

test.each(blocks)('what $where shows is read as it stands', ({ text }) => {
  expect(faultsOf(text)).toEqual([])
})

test('a part with a field that is none, or a value that cannot be, is refused', () => {
  expect(faultsOf('latency: { type: links, direct: { bass: 1 ms } }')).not.toEqual([])
  expect(faultsOf('- { name: a, type: noise, count: -1 }')).not.toEqual([])
  expect(() => faultsOf('from: 1 s\nact: { type: targets }')).toThrow()
  expect(blocks.length).toBeGreaterThan(20)
})
