import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import type { Contender, Evaluation, EvaluationTerms } from '../study/training/evaluation.ts'
import type { StressTest } from '../study/training/stress.ts'
import { CommandFailure, EXIT } from './failure.ts'
import { createProgress, SILENT } from './progress.ts'
import { tableOf } from './rows-text.ts'
import { wholeNumber } from './whole-number.ts'

const EXAMPLES = `
Everybody plays the same seeds, none of which served the training. A row tells the mean return with its
95 % bootstrap interval, and by how much the policy is better, seed by seed. Baselines are
  twap, vwap, ac[:URGENCY], immediate, passive[:LOTS]  of a task with a parent order
  fixed[:TICKS], skewed[:TICKS[:LOTS]]                 of one that quotes
  momentum                                             of one that holds a position
  random                                               of any
docs/learning/evaluation.md says what each does.

With --stress everybody plays each seed twice: among learners within the run (groups of type learning)
that freeze at the policy's first decision, and among the same ones that go on learning against it.

Examples:
  outcry evaluate buyer.policy.json --against twap,vwap,ac,passive
  outcry evaluate executor --scenario studies/markets/stress.yaml --stress --against twap
  outcry evaluate maker.policy.json --against fixed:1,fixed:2,skewed --seeds 500 --json
`

interface Options {
  readonly against?: string
  readonly seeds?: number
  readonly firstSeed?: number
  readonly scenario?: string
  readonly set: readonly string[]
  readonly threads?: number
  readonly stress?: true
  readonly json?: true
}

/** `outcry evaluate POLICY`: what a trained policy is worth beside others, on seeds that are new to it. */
export function addEvaluateCommand(program: Command): void {
  program
    .command('evaluate')
    .summary('try a policy on new seeds, beside baselines')
    .description(
      'Play a trained policy on seeds that are new to it, and baselines on the same ones.',
    )
    .argument('<policy>', 'the policy’s file, or the name of a shipped one')
    .option('--against <names>', 'baselines, with commas between them')
    .option(
      '--seeds <number>',
      'episodes of each (default: as many as its training file’s test has, else 200)',
      wholeNumber(2, 100_000),
    )
    .option(
      '--first-seed <number>',
      'the first of the seeds (default: the test’s first, else 1)',
      wholeNumber(0, 4_294_000_000),
    )
    .option('--scenario <scenario>', 'another market than it was trained in')
    .option(
      '--set <field=value>',
      'set a field of the market',
      (value: string, all: readonly string[]) => [...all, value],
      [] as readonly string[],
    )
    .option('--stress', 'among learners that freeze, and among the same that go on learning')
    .option('--threads <number>', 'worker threads (default: one a processor)', wholeNumber(1, 256))
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: Options) => {
      const { evaluatePolicy } = await import('../study/training/evaluation.ts')
      const { defaultThreads } = await import('../study/pool.ts')
      const progress = process.stderr.isTTY ? createProgress('evaluate', 0, process.stderr) : SILENT
      const began = performance.now()
      try {
        const terms = {
          ...{ text: await textOf(name), name, scenario: options.scenario, set: options.set },
          against: (options.against ?? '').split(',').filter((each) => each !== ''),
          ...{ seeds: options.seeds, firstSeed: options.firstSeed },
          threads: options.threads ?? defaultThreads(),
          onProgress(done: number, of: number) {
            const left = ((performance.now() - began) / 1000 / done) * (of - done)
            progress.note(`${done} of ${of} parts, ${Math.ceil(left)} s left`)
          },
        }
        const [found, text] = options.stress
          ? await stressed(terms)
          : await evaluatePolicy(terms).then((all) => [all, evaluationText(all)] as const)
        progress.clear()
        process.stdout.write(options.json === true ? `${JSON.stringify(found, null, 2)}\n` : text)
      } finally {
        progress.clear()
      }
    })
}

/** A stress test, and its words. */
async function stressed(terms: EvaluationTerms): Promise<readonly [StressTest, string]> {
  const { stressPolicy } = await import('../study/training/stress.ts')
  const found = await stressPolicy(terms)
  const { policy, scenario, seeds, opponents, from, contenders } = found
  const rows = contenders.map(({ name, frozen, learning, difference, verdict }) => [
    ...[name, interval(frozen), interval(learning), interval(difference), verdict],
  ])
  const heads = ['', 'among frozen', 'among learning', 'difference', '']
  const last = seeds.first + seeds.count - 1
  const who = `${opponents.join(', ')} freeze at ${from}, or go on learning`
  const text = `${policy} in ${scenario}, seeds ${seeds.first} to ${last}: ${who}\n${tableOf(heads, rows)}`
  return [found, text]
}

/** The policy’s file, or the shipped one of that name. */
async function textOf(name: string): Promise<string> {
  const { policyFiles } = await import('../study/training/policies.ts')
  const { readText } = await import('../simulation/scenario/load.ts')
  const file = existsSync(name) ? name : policyFiles().find((each) => each.name === name)?.file
  if (file !== undefined) return readText(file)
  const shipped = policyFiles().map((each) => each.name)
  const text = `${name}: there is no such file, nor a shipped policy of that name`
  const known = shipped.length === 0 ? '' : `: there are ${shipped.join(', ')}`
  throw new CommandFailure(`${text}${known}`, EXIT.badInput)
}

const figure = (x: number): string => {
  const digits = Math.abs(x) >= 1_000 ? 0 : Math.abs(x) >= 10 ? 2 : 3
  return x.toFixed(digits)
}
const interval = ({ estimate, low, high }: Contender['mean']): string =>
  `${figure(estimate)} [${figure(low)}, ${figure(high)}]`

function evaluationText({ policy, scenario, seeds, contenders }: Evaluation): string {
  const quotes = contenders.some(({ skew }) => skew !== undefined)
  const rows = contenders.map(({ name, mean, deviation, advantage, verdict, skew }) => [
    ...[name, interval(mean), figure(deviation)],
    ...[advantage === undefined ? '' : interval(advantage), verdict ?? ''],
    ...(quotes ? [skew === undefined ? '' : interval(skew)] : []),
  ])
  const heads = ['', 'mean return', 'deviation', 'policy better by', '']
  if (quotes) heads.push('skew a thousand lots')
  const last = seeds.first + seeds.count - 1
  const head = `${policy} in ${scenario}, seeds ${seeds.first} to ${last}`
  return `${head}\n${tableOf(heads, rows)}`
}
