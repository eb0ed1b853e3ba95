import { rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Command } from 'commander'
import type { Checkpoint } from '../study/training/checkpoint.ts'
import type { Trained, TrainingReport } from '../study/training/train.ts'
import type { TrainingFile } from '../study/training/training-file.ts'
import { codeOf, listenForInterruption } from './interruption.ts'
import { note } from './note.ts'
import { wholeNumber } from './whole-number.ts'

const EXAMPLES = `
FILE names the scenario, the task and the learner; docs/learning/training.md has an example. Ctrl-C ends
it after the update in hand, and leaves the policy so far. Checkpoints stand beside the policy, as
OUT.checkpoint, until the training is done; from the last one --resume goes on, to the same policy.
With --seeds it is trained once for each of so many seeds, at the same time; --report writes a page of
how they learned, what they are worth beside baselines, and what they do.

Examples:
  outcry train executor.yaml
  outcry train executor.yaml --out executor.policy.json --log executor.csv
  outcry train executor.yaml --resume
  outcry train executor.yaml --seeds 4 --report executor.html --against twap,ac
`

/** What `train` is told. */
export interface TrainOptions {
  readonly out?: string
  readonly log?: string
  readonly checkpointEvery: number
  readonly resume?: true
  readonly seeds?: number
  readonly report?: string
  readonly against?: string
  readonly episodes: number
  readonly threads?: number
  readonly json?: true
}

/** `outcry train FILE`: a policy for a task in a scenario. */
export function addTrainCommand(program: Command): void {
  program
    .command('train')
    .summary('train a policy for a task in a scenario')
    .description('Train a policy, and write it to a file that a scenario can name.')
    .argument('<file>', 'the training file')
    .option('--out <file>', 'the policy (default: the training file’s name, .policy.json, here)')
    .option(
      '--log <file>',
      'how each update went: CSV where it ends so, TensorBoard’s events where its name has tfevents, else JSON lines',
    )
    .option(
      '--checkpoint-every <updates>',
      'updates between two checkpoints',
      wholeNumber(1, 1_000_000),
      10,
    )
    .option('--resume', 'go on from the last checkpoint')
    .option('--seeds <number>', 'train so many seeds, from the file’s on', wholeNumber(1, 1_000))
    .option('--report <file>', 'a page of the training, HTML')
    .option('--against <names>', 'baselines of the page (default: all that can do the task)')
    .option('--episodes <number>', 'new seeds of the page’s test', wholeNumber(2, 100_000), 200)
    .option('--threads <number>', 'worker threads (default: one a processor)', wholeNumber(1, 256))
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: TrainOptions) => {
      if (options.seeds !== undefined || options.report !== undefined) {
        const { trainSeedsAndTell } = await import('./train-seeds.ts')
        await trainSeedsAndTell(name, options)
        return
      }
      const { readTraining } = await import('../study/training/training-file.ts')
      const { readCheckpoint } = await import('../study/training/checkpoint.ts')
      const { demandPlaceForFile } = await import('../journal/demand-place.ts')
      const file = readTraining(name)
      const out = options.out ?? policyName(name)
      demandPlaceForFile(out)
      if (options.log !== undefined) demandPlaceForFile(options.log)
      const path = `${out}.checkpoint`
      const from = options.resume === true ? readCheckpoint(path, file) : undefined
      const interruption = listenForInterruption(() => {
        process.stderr.write('outcry: ends after this update\n')
      })
      try {
        const trained = await trainAndTell(file, {
          ...{ from, out, path, log: options.log, every: options.checkpointEvery },
          isInterrupted: () => interruption.signal !== undefined,
        })
        writeFileSync(out, trained.text)
        trained.others.forEach((text, nth) => {
          writeFileSync(out.replace(/(\.json)?$/, `.${nth + 1}$1`), text)
        })
        if (trained.isDone) rmSync(path, { force: true })
        process.stdout.write(outcomeText(out, trained, options.json === true))
        if (interruption.signal !== undefined) process.exitCode = codeOf(interruption.signal)
      } finally {
        interruption.end()
      }
    })
}

/** The policy of a training file, where nobody says where to. */
export const policyName = (file: string): string =>
  `${basename(file).replace(/\.ya?ml$/, '')}.policy.json`

interface Telling {
  readonly from: Checkpoint | undefined
  readonly out: string
  readonly path: string
  readonly every: number
  readonly log: string | undefined
  isInterrupted(): boolean
}

async function trainAndTell(file: TrainingFile, telling: Telling): Promise<Trained> {
  const { train } = await import('../study/training/train.ts')
  const { openTrainingLog } = await import('../study/training/training-log.ts')
  const { from, out, path, every, isInterrupted } = telling
  const first = from?.updates ?? 0
  const { openEventFile } = await import('../study/training/event-file.ts')
  const open = telling.log?.includes('tfevents') ? openEventFile : openTrainingLog
  const log = telling.log === undefined ? undefined : open(telling.log, first)
  const began = performance.now()
  const before = from?.last['time/total_timesteps'] ?? 0
  return train(file, {
    ...{ from, out, isInterrupted, checkpoint: { path, every }, onNote: note },
    onUpdate(update, report) {
      log?.add(update, report)
      if (!process.stderr.isTTY) return
      const spent = (performance.now() - began) / 1000
      const left = (spent / (update - first)) * (file.updates - update)
      const rate = Math.round((report['time/total_timesteps'] - before) / spent)
      const reward = report['rollout/ep_rew_mean'].toPrecision(4)
      process.stderr.write(
        `update ${update} of ${file.updates}: reward ${reward}, ${rate} steps/s, ${Math.ceil(left)} s left\n`,
      )
    },
  })
}

function outcomeText(policy: string, trained: Trained, isJson: boolean): string {
  const { updates, last, selection } = trained
  const chosen = selection && {
    ...{ bestUpdate: selection.best?.update, bestMeanReward: selection.best?.mean },
    ...{ evaluations: selection.evaluations, ended: selection.ended ?? null },
  }
  if (isJson) return `${JSON.stringify({ policy, updates, ...last, ...chosen }, null, 2)}\n`
  const read = (name: keyof TrainingReport): number => last?.[name] ?? 0
  const reward = last === undefined ? 'none' : read('rollout/ep_rew_mean').toPrecision(4)
  return `${policy}: ${updates} updates, ${read('time/total_timesteps')} steps, mean reward ${reward}\n${choiceText(trained)}`
}

const ENDED = {
  noImprovement: 'ended early: no evaluation was better any more',
  rewardThreshold: 'ended early: rewardThreshold is reached',
} as const

function choiceText({ selection }: Trained): string {
  if (selection?.best === undefined) return ''
  const { best, evaluations, ended } = selection
  const why = ended === undefined ? '' : `; ${ENDED[ended]}`
  return `the best of ${evaluations} evaluations, of update ${best.update}: ${best.mean.toPrecision(4)}${why}\n`
}
