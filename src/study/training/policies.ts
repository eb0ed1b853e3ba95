import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTrained } from '../../learning/trained.ts'
import { scenariosFolder } from '../../simulation/scenario/shipped.ts'

const ENDING = '.policy.json'

/** A policy's file, and its name without the ending. */
export interface PolicyFile {
  readonly name: string
  readonly file: string
}

/** The policies in a folder, by name; by default those that come with the package. */
export function policyFiles(folder = join(scenariosFolder(), 'policies')): readonly PolicyFile[] {
  return namesIn(folder)
    .filter((file) => file.endsWith(ENDING))
    .sort()
    .map((file) => ({ name: file.slice(0, -ENDING.length), file: join(folder, file) }))
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** What there is to say of a policy on a line. */
export interface PolicyFacts extends PolicyFile {
  readonly algorithm: unknown
  readonly scenario: unknown
  readonly act: unknown
  readonly inputs: number
  readonly weights: number
  readonly steps: unknown
  readonly reward: unknown
}

/** @throws PolicyError where the file is no policy */
export function policyFacts({ name, file }: PolicyFile): PolicyFacts {
  const { given, training, size } = readTrained(readFileSync(file, 'utf8'), file)
  const { algorithm, scenario, steps, reward } = training
  const act = typeof given.act === 'string' ? given.act : (given.act as { type: string }).type
  const { inputs, weights } = size
  return { name, file, algorithm, scenario, act, inputs, weights, steps, reward }
}
