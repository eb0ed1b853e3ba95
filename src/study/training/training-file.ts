import { createHash } from 'node:crypto'
import { z } from 'zod'
import { taskFaults, wordsOf } from '../../learning/market-task.ts'
import { bookSchema, hiddenSchema } from '../../learning/network-fields.ts'
import type { Finding } from '../../simulation/scenario/diagnose.ts'
import {
  folderOf,
  pathFor,
  scenarioFor,
  scenarioFrom,
  setFrom,
} from '../../simulation/scenario/file-paths.ts'
import { loadScenario } from '../../simulation/scenario/load.ts'
import { readBySchema } from '../../simulation/scenario/read-by-schema.ts'
import type { Scenario } from '../../simulation/scenario/scenario.ts'
import type { Step } from '../../simulation/scenario/source.ts'
import { SELECTION_SEED } from './selection.ts'

/** A training that cannot be done: of which file, and what is wrong. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError'
}

/** The greatest seed of a training: a million times it, episodes’ seeds are still whole in 32 bits. */
export const TRAINING_SEED_MOST = 4_000

const count = (most: number) => z.int().min(1).max(most)

/** What whoever learns from remembered transitions is told. @see ReplayTerms */
const replayTerms = {
  hidden: z.array(count(1_024)).max(8),
  book: bookSchema,
  reportSteps: count(1_000_000),
  learningRate: z.number().gt(0).max(1),
  learningRateSteps: count(1_000_000_000),
  bufferSize: count(10_000_000),
  learningStarts: count(1_000_000),
  batchSize: count(1_000_000),
  gamma: z.number().min(0).max(1),
  trainFreq: count(1_000_000),
}

/** How policies are chosen while they are trained. Names are Stable-Baselines3's. */
const selectionSchema = z.strictObject({
  /** Updates between two evaluations. */
  evalFreq: count(1_000_000).default(5),
  nEvalEpisodes: z.int().min(2).max(50_000).default(50),
  /** So many evaluations in a row that are no better are let pass; the next one ends the training. */
  maxNoImprovementEvals: z.int().min(0).max(1_000_000).optional(),
  /** Evaluations before those that are no better begin to count. */
  minEvals: z.int().min(0).max(1_000_000).default(0),
  /** A mean return that is good enough: it ends the training. */
  rewardThreshold: z.number().optional(),
})
/** How policies are chosen while they are trained, and when that ends the training. */
export type SelectionFields = z.output<typeof selectionSchema>

/** Seeds that a policy is to be tried on in the end: below all that train or choose. */
const testSchema = z
  .strictObject({
    first: z.int().min(0).max(SELECTION_SEED).default(1),
    count: z.int().min(2).max(SELECTION_SEED).default(200),
  })
  .refine(({ first, count: seeds }) => first + seeds <= SELECTION_SEED, {
    error: `seeds from ${SELECTION_SEED} on choose and train policies: take lower ones`,
  })
/** Seeds from `first` on, so many. */
export type SeedRange = z.output<typeof testSchema>

/** What a training file may say. */
const trainingFields = z.strictObject({
  /** A shipped scenario’s name, or a file. */
  scenario: z.string().min(1),
  /** Fields of it to set, as on the command line. */
  set: z.array(z.string()).default([]),
  /** As docs/learning/environments.md has it: its words, or the name of a known one. */
  task: z.unknown().transform((given, context) => {
    const faults = taskFaults(given)
    for (const { path, text, named } of faults) {
      context.addIssue({ code: 'custom', path: [...path], message: text, params: { named } })
    }
    return faults.length === 0 ? wordsOf(given) : z.NEVER
  }),
  algorithm: z.enum(['ppo', 'dqn', 'sac']).default('ppo'),
  /** Several learners of the same task in one market; left out: one. */
  players: z
    .strictObject({
      count: z.int().min(2).max(1_000),
      policies: z.enum(['shared', 'independent']).default('shared'),
      poolSize: z.int().min(0).max(10_000).default(10),
      poolEvery: count(1_000_000).default(5),
      poolShare: z.number().min(0).max(1).default(0.5),
    })
    .optional(),
  ppo: z
    .strictObject({
      hidden: hiddenSchema,
      book: bookSchema,
      sequence: count(1_000),
      nSteps: count(1_000_000),
      batchSize: count(1_000_000),
      nEpochs: count(1_000),
      learningRate: z.number().gt(0).max(1),
      learningRateSteps: count(1_000_000_000),
      gamma: z.number().min(0).max(1),
      gaeLambda: z.number().min(0).max(1),
      clipRange: z.number().gt(0).lt(1),
      clipRangeVf: z.number().gt(0),
      entCoef: z.number().min(0).max(10),
      vfCoef: z.number().min(0).max(10),
      maxGradNorm: z.number().gt(0),
      targetKl: z.number().gt(0),
      logStdInit: z.number().min(-20).max(2),
      normReward: z.boolean(),
    })
    .partial()
    .default({}),
  dqn: z
    .strictObject({
      ...replayTerms,
      targetUpdateInterval: count(1_000_000),
      explorationSteps: count(1_000_000_000),
      explorationFinalEps: z.number().min(0).max(1),
      maxGradNorm: z.number().gt(0),
      nStep: count(1_000),
      double: z.boolean(),
      duelling: z.boolean(),
      priorityAlpha: z.number().min(0).max(1),
      priorityBeta: z.number().min(0).max(1),
    })
    .partial()
    .default({}),
  sac: z
    .strictObject({
      ...replayTerms,
      tau: z.number().gt(0).max(1),
      entCoef: z.number().gt(0).max(1_000),
      targetEntropy: z.number(),
      normReward: z.boolean(),
    })
    .partial()
    .default({}),
  /** Whether each episode is paid less what the market moves by itself. @see createTwinEnvironment */
  twin: z.boolean().optional(),
  /** By what networks learn: by default dense ones fused, others by the best of TensorFlow.js. */
  backend: z.enum(['fused', 'plain', 'node', 'wasm', 'cpu']).optional(),
  /** Updates in all. */
  updates: count(1_000_000).default(100),
  /** Of the learner's chance, and the first of the episodes' seeds is a million times it. */
  seed: z.int().min(0).max(TRAINING_SEED_MOST).default(1),
  /** Keeps the best policy, and ends the training early; left out: the last one, after all updates. */
  evaluation: selectionSchema.optional(),
  /** What `outcry evaluate` plays unless told otherwise. */
  test: testSchema.optional(),
})

const trainingSchema = trainingFields.superRefine(({ evaluation, updates, players }, context) => {
  const refuse = (path: string[], message: string): void =>
    context.addIssue({ code: 'custom', path: ['evaluation', ...path], message })
  if (evaluation === undefined) return
  if (evaluation.evalFreq > updates) {
    const text = `is ${evaluation.evalFreq}, more than the ${updates} updates: say less`
    refuse(['evalFreq'], text)
  }
  if (players !== undefined) {
    refuse([], 'chooses the policy of one learner: leave it out, or players')
  }
})
type Said = z.output<typeof trainingSchema>

/** What to train, in which market, and how. */
export interface TrainingFile extends Said {
  /** Where it stands: what it names is found from there. */
  readonly folder: string
}

/** Names what is trained and how: SHA-256, in hex, of the training file after its defaults. */
export const identityOf = ({ folder: _, ...said }: TrainingFile): string =>
  createHash('sha256').update(JSON.stringify(said)).digest('hex')

/**
 * Reads a training file.
 *
 * @param set fields to set before it is checked, as `ppo.learningRate=0.001`
 * @param setIn the folder from which a scenario that `set` names is found; by default the working folder
 * @throws ScenarioError with all that is wrong, each with its line, or with what was to be set
 */
export function readTraining(file: string, set: readonly string[] = [], setIn = ''): TrainingFile {
  const folder = folderOf(file)
  const { said } = readBySchema(file, trainingSchema, 'a training file', {
    ...{ set, explain: saidFault },
    amend: (assignment) => {
      const { path, value } = assignment
      if (path.join() !== 'scenario' || typeof value !== 'string') return assignment
      return { ...assignment, value: scenarioFor(scenarioFrom(value, setIn), folder) }
    },
  })
  return { ...said, folder }
}

/** What is wrong with a task has been said where it was read, and what does not fit together above. */
function saidFault({ code, path, message, ...issue }: z.core.$ZodIssue): Finding | undefined {
  if (code !== 'custom' || (path[0] !== 'task' && path[0] !== 'evaluation')) return undefined
  const { named } = (issue as { params?: { named?: true } }).params ?? {}
  return { path: path as Step[], text: message, ...(named && { named }) }
}

/** The market in which a training file trains. @throws ScenarioError where there is none */
export const marketOf = ({ scenario, set, folder }: TrainingFile): Scenario =>
  loadScenario(scenarioFrom(scenario, folder), { set: setFrom(set, folder) })

/**
 * Where, from its policy's folder, a training file stands; nothing where it names nothing that is found
 * from there.
 */
export function placeFor({ scenario, set, folder }: TrainingFile, out: string): string | undefined {
  const isBound =
    scenarioFrom(scenario, '/') !== scenario ||
    setFrom(set, '/').some((text, nth) => text !== set[nth])
  return (isBound && pathFor(folder, folderOf(out))) || undefined
}
