import { type Command, InvalidArgumentError } from 'commander'
import type { WatchedRun } from '../study/inference/demonstrate.ts'
import type { Demonstrations } from '../study/inference/demonstrations.ts'
import { CommandFailure, EXIT } from './failure.ts'
import { runsOption } from './run-option.ts'
import { setOption } from './set-option.ts'
import { wholeNumber } from './whole-number.ts'

const EXAMPLES = `
At each moment of the task stands what a learner in the actor's place would have seen, and the action
of the task that comes nearest to what the actor then sent. docs/learning/inverse.md says what that
can and cannot know. The folder has demonstrations.json and steps.parquet.

Examples:
  outcry demonstrate latest --actor maker/0 --task quoting.yaml --out maker.demos
  outcry demonstrate run-1 run-2 run-3 run-4 --actor trend --task holding.yaml --out trend.demos
  outcry demonstrate --records monday.yaml --records tuesday.yaml --task holding.yaml --out me.demos
  outcry demonstrate --scenario preserving --seeds 40 --actor preserver/0 --task holding.yaml --out p.demos
`

interface Options {
  readonly actor?: string
  readonly records: readonly string[]
  readonly task: string
  readonly out: string
  readonly testShare: number
  readonly delay?: number
  readonly scenario?: string
  readonly set: readonly string[]
  readonly seeds: number
  readonly firstSeed: number
  readonly runs: string
  readonly json?: true
}

/** `outcry demonstrate RUN…`: what an actor did, as demonstrations of a task. */
export function addDemonstrateCommand(program: Command): void {
  program
    .command('demonstrate')
    .summary('take what an actor did for demonstrations')
    .description("Extract an actor's trajectories from tapes: what it saw, what it did, when.")
    .argument('[run...]', 'run folders, or names of some under runs/')
    .option('--actor <id>', 'the actor, such as maker/0, or a group: each of it')
    .requiredOption('--task <file>', 'the task that it is told as doing, or a training file')
    .requiredOption('--out <folder>', 'the folder to write them to')
    .option('--test-share <share>', 'of the runs, so many are for the test', share, 0.25)
    .option('--delay <ns>', 'ns that publications take (default: as reports)', wholeNumber(0, 1e12))
    .option(
      '--records <file>',
      'in place of runs: a person’s orders and fills, as a YAML file says; repeatable',
      (value: string, all: readonly string[]) => [...all, value],
      [] as readonly string[],
    )
    .option('--scenario <scenario>', 'play this in place of runs')
    .addOption(setOption())
    .option('--seeds <number>', 'so many seeds of it', wholeNumber(1, 100_000), 20)
    .option('--first-seed <number>', 'the first of them', wholeNumber(0, 4_294_000_000), 1)
    .addOption(runsOption())
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(async (names: readonly string[], options: Options) => {
      const { writeDemonstrations } = await import('../study/inference/demonstrations.ts')
      const { demandPlaceForFolder } = await import('../journal/demand-place.ts')
      const { out, json } = options
      demandPlaceForFolder(out)
      const found = await demonstrated(names, options)
      await writeDemonstrations(out, found)
      process.stdout.write(told(out, found, json === true))
    })
}

async function demonstrated(names: readonly string[], options: Options): Promise<Demonstrations> {
  const { readTask } = await import('../study/inference/task-file.ts')
  const { actor, records, testShare, delay } = options
  const task = readTask(options.task)
  if (records.length > 0) {
    const { splitOf } = await import('../study/inference/demonstrations.ts')
    const { demonstratePerson } = await import('../study/inference/person.ts')
    return demonstratePerson(records, task, (nth) => splitOf(nth, testShare), delay)
  }
  if (actor === undefined) throw new CommandFailure('--actor: say whose runs', EXIT.badInput)
  const { demonstrate } = await import('../study/inference/demonstrate.ts')
  return demonstrate(await runsOf(names, options), { actor, testShare, delay, task })
}

async function runsOf(names: readonly string[], options: Options): Promise<WatchedRun[]> {
  const { scenario, set, seeds, firstSeed, runs } = options
  if ((scenario === undefined) === (names.length === 0)) {
    throw new CommandFailure('name runs, or a scenario to be played (--scenario)', EXIT.badInput)
  }
  if (scenario !== undefined) {
    return Array.from({ length: seeds }, (_, nth) => ({ scenario, set, seed: firstSeed + nth }))
  }
  const { openRunFolder } = await import('../journal/run-folder.ts')
  return names.map((name) => ({ folder: openRunFolder(name, runs).path }))
}

function share(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value < 1) return value
  throw new InvalidArgumentError('It must be a number from 0, and below 1.')
}

function told(folder: string, { trajectories }: Demonstrations, isJson: boolean): string {
  const steps = trajectories.flatMap((each) => each.steps)
  const exact = steps.filter(({ distance }) => distance === 0).length / Math.max(1, steps.length)
  const test = trajectories.filter(({ origin }) => origin.split === 'test').length
  const facts = { trajectories: trajectories.length, test, decisions: steps.length, exact }
  if (isJson) return `${JSON.stringify({ folder, ...facts }, null, 2)}\n`
  const share = (100 * exact).toFixed(1)
  return (
    `${folder}: ${facts.trajectories} trajectories, ${test} of them for the test, ` +
    `${facts.decisions} decisions, ${share} % of them as an action of the task has it\n`
  )
}
