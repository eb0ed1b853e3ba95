import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeWholeFile } from '../../journal/atomic-file.ts'
import { makeFolder } from '../../journal/make-folder.ts'
import { readNumberTable, writeNumberTable } from '../../journal/number-table.ts'
import { unwritten } from '../../journal/write-failure.ts'
import type { Trajectory, WatchedStep } from '../../learning/demonstration/trajectory.ts'
import { scenarioFor, scenarioFrom } from '../../simulation/scenario/file-paths.ts'
import { readJsonBySchema } from '../../simulation/scenario/read-by-schema.ts'
import { TrainingError } from '../training/training-file.ts'

const MANIFEST = 'demonstrations.json'
const STEPS = 'steps.parquet'
const REMEDY = 'name a folder that `outcry demonstrate` wrote'

/** What is told of the market and of oneself beside the observation, a column each. */
const INFO = ['bid', 'ask', 'mid', 'entry', 'position', 'cash', 'left'] as const

const origin = z.object({
  /** The run's name, or the scenario and seed that were played, or the file. */
  run: z.string(),
  scenario: z.string(),
  seed: z.number(),
  /** Of its tape; '' where there is none. */
  hash: z.string(),
  actor: z.string(),
  /** ns that publications took to it. */
  delay: z.number(),
  split: z.enum(['train', 'test']),
  terminated: z.boolean(),
})

const manifest = z.object({
  format: z.literal('outcry demonstrations 1'),
  task: z.looseObject({}),
  observations: z.int().min(1),
  actions: z.int().min(1),
  trajectories: z.array(origin).min(1),
})

/** Where a trajectory comes from, and what it is for. */
export type Origin = z.output<typeof origin>

/** A trajectory and where it comes from. */
export interface Demonstrated extends Trajectory {
  readonly origin: Origin
}

/** What somebody did, for whoever wants to learn of it. */
export interface Demonstrations {
  /** The task that they are told as doing, as a file has it. */
  readonly task: Readonly<Record<string, unknown>>
  readonly trajectories: readonly Demonstrated[]
}

const numbered = (what: string, count: number): string[] =>
  Array.from({ length: count }, (_, nth) => `${what}_${nth}`)

const columnsOf = (observations: number, actions: number): string[] => [
  ...['trajectory', 'step', 'time', 'distance', 'reward'],
  ...numbered('seen', observations),
  ...numbered('done', actions),
  ...INFO,
]

/**
 * Writes demonstrations as a folder: `demonstrations.json` says the task and where each trajectory
 * comes from, `steps.parquet` has a row a decision and one more for each trajectory's end, without an
 * action.
 *
 * @throws WriteError where it cannot be written
 */
export async function writeDemonstrations(
  folder: string,
  { task, trajectories }: Demonstrations,
): Promise<void> {
  const [first] = trajectories.flatMap(({ steps }) => steps)
  const observations = trajectories[0]?.last.observation.length ?? 0
  const actions = first?.parts.length ?? 1
  const names = columnsOf(observations, actions)
  const rows = trajectories.flatMap(({ steps, last }, nth) =>
    [...steps, last].map((step, at) => rowOf(step, nth, at, actions)),
  )
  const table = Object.fromEntries(
    names.map((name, column) => [name, Float64Array.from(rows, (row) => row[column] as number)]),
  )
  const text = manifest.parse({
    ...{ format: 'outcry demonstrations 1', task, observations, actions },
    trajectories: trajectories.map(({ origin }) => placed(origin, scenarioFor, folder)),
  })
  try {
    makeFolder(folder)
    await writeNumberTable(join(folder, STEPS), table)
    writeWholeFile(join(folder, MANIFEST), `${JSON.stringify(text, null, 2)}\n`)
  } catch (cause) {
    throw unwritten(folder, cause)
  }
}

/** A path of a scenario, in a file, is one from that file's folder. */
const placed = (origin: Origin, move: typeof scenarioFor, folder: string): Origin => {
  const isPath = /[/\\]|\.(ya?ml|json)$/.test(origin.scenario)
  return isPath ? { ...origin, scenario: move(origin.scenario, folder) } : origin
}

function rowOf(
  step: WatchedStep | Trajectory['last'],
  trajectory: number,
  at: number,
  actions: number,
): number[] {
  const { parts, distance, reward } = { ...NOTHING_DONE, ...step }
  return [
    ...[trajectory, at, step.at, distance, reward],
    ...step.observation,
    ...(parts ?? new Array<number>(actions).fill(Number.NaN)),
    ...INFO.map((name) => step.info[name] ?? Number.NaN),
  ]
}

const NOTHING_DONE: Partial<WatchedStep> & { distance: number; reward: number } = {
  distance: Number.NaN,
  reward: Number.NaN,
}

/**
 * Reads a folder of demonstrations: what was written, to the bit.
 * @throws TrainingError, ScenarioError, RunFolderError where it is none
 */
export async function readDemonstrations(folder: string): Promise<Demonstrations> {
  const path = join(folder, MANIFEST)
  if (!existsSync(path)) {
    throw new TrainingError(`${path}: there is no such file: ${REMEDY}`)
  }
  const said = readJsonBySchema(path, manifest, 'demonstrations')
  const { task, observations, actions, trajectories } = said
  const names = columnsOf(observations, actions)
  const table = await readNumberTable(join(folder, STEPS), names)
  const at = (name: string, row: number): number => (table[name] as Float64Array)[row] as number
  const found: { steps: WatchedStep[]; last: Trajectory['last'] | undefined }[] = trajectories.map(
    () => ({ steps: [], last: undefined }),
  )
  for (let row = 0; row < (table.time as Float64Array).length; row++) {
    const own = found[at('trajectory', row)]
    if (own === undefined) throw new TrainingError(`${folder}: row ${row} is of no trajectory`)
    const seen = numbered('seen', observations).map((name) => at(name, row))
    const info = Object.fromEntries(INFO.map((name) => [name, at(name, row)]))
    const shared = { at: at('time', row), observation: Float64Array.from(seen), info }
    const parts = numbered('done', actions).map((name) => at(name, row))
    if (parts.some(Number.isNaN)) own.last = shared
    else {
      own.steps.push({ ...shared, parts, distance: at('distance', row), reward: at('reward', row) })
    }
  }
  return {
    task,
    trajectories: found.map(({ steps, last }, nth) => {
      if (last === undefined) throw new TrainingError(`${folder}: trajectory ${nth} has no end`)
      const from = placed(trajectories[nth] as Origin, scenarioFrom, folder)
      return { steps, last, terminated: from.terminated, origin: from }
    }),
  }
}

/** Which of a row of runs is for the test: so large a share, evenly among them. */
export const splitOf = (nth: number, share: number): Origin['split'] =>
  Math.floor((nth + 1) * share) > Math.floor(nth * share) ? 'test' : 'train'

/** The trajectories that are for one purpose. */
export const partOf = (
  { trajectories }: Demonstrations,
  split: Origin['split'],
): readonly Demonstrated[] => trajectories.filter(({ origin }) => origin.split === split)
