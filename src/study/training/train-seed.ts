import { existsSync, readFileSync, rmSync } from 'node:fs'
import { writeWholeFile } from '../../journal/atomic-file.ts'
import { readTrained } from '../../learning/trained.ts'
import { readCheckpoint } from './checkpoint.ts'
import { train } from './train.ts'
import { identityOf, type TrainingFile } from './training-file.ts'
import { openTrainingLog } from './training-log.ts'

/** One training of several that differ in their seed alone, and where it leaves its files. */
export interface SeedJob {
  readonly file: TrainingFile
  /** The policy; `.log.jsonl` and `.checkpoint` beside it. */
  readonly out: string
  /** Updates between two checkpoints. */
  readonly every: number
  /** Whether to go on from a checkpoint, and to keep what is done. */
  readonly resume: boolean
  /** Shared: [0] is 1 where all shall stop; [1 + nth] is told this training's updates. */
  readonly shared: Int32Array
  readonly nth: number
}

/** What one training came to. */
export interface SeedTrained {
  readonly seed: number
  readonly out: string
  readonly updates: number
  /** False where it was interrupted. */
  readonly isDone: boolean
}

/** The log of a policy's training, beside it. */
export const logOf = (out: string): string => `${out}.log.jsonl`

/**
 * Trains one seed, its log and its checkpoints beside its policy. Begun again with `resume` it goes on
 * from the checkpoint; a policy that is done is kept.
 *
 * @throws TrainingError as `train` does, and where the checkpoint is of another training
 */
export async function trainSeed(job: SeedJob): Promise<SeedTrained> {
  const { file, out, every, resume, shared, nth } = job
  const { seed } = file
  const path = `${out}.checkpoint`
  const isCut = existsSync(path)
  if (resume && !isCut && isOf(out, file)) {
    const updates = readTrained(readFileSync(out, 'utf8'), out).training.updates as number
    return { seed, out, updates, isDone: true }
  }
  const from = resume && isCut ? readCheckpoint(path, file) : undefined
  const log = openTrainingLog(logOf(out), from?.updates ?? 0)
  const trained = await train(file, {
    ...{ from, out, checkpoint: { path, every } },
    isInterrupted: () => Atomics.load(shared, 0) === 1,
    onUpdate(update, report) {
      log.add(update, report)
      Atomics.store(shared, 1 + nth, update)
    },
  })
  writeWholeFile(out, trained.text)
  if (trained.isDone) rmSync(path, { force: true })
  return { seed, out, updates: trained.updates, isDone: trained.isDone }
}

/** Whether the policy in a file, if there is one, is what this training gives. */
function isOf(out: string, file: TrainingFile): boolean {
  if (!existsSync(out)) return false
  return readTrained(readFileSync(out, 'utf8'), out).training.identity === identityOf(file)
}
