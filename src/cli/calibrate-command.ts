import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { EXIT } from './failure.ts'
import { asInterrupted, codeOf, listenForInterruption } from './interruption.ts'
import { tableOf } from './rows-text.ts'

const EXAMPLES = `
TARGETS names the parameters with their bounds and the measures with their standard errors;
docs/calibration.md has an example. Ctrl-C ends it after the generation in hand; the same command takes
it up again from its log.

Examples:
  outcry calibrate amzn-like --to scenarios/targets/amzn-like.yaml
  outcry calibrate mine.yaml --to mine.targets.yaml --threads 8 --log mine.jsonl
`

interface Options {
  readonly to: string
  readonly log?: string
  readonly threads: number
  readonly json?: true
}

/** `outcry calibrate SCENARIO --to TARGETS`: parameters that make days like real ones. */
export function addCalibrateCommand(program: Command): void {
  program
    .command('calibrate')
    .summary('fit the parameters of a scenario to measures')
    .description('Search for the parameters of a scenario whose days have the measures asked for.')
    .argument('<scenario>', 'a scenario’s name or file')
    .requiredOption('--to <targets>', 'the file of parameters and targets')
    .option('--log <file>', 'the log, one evaluation a line (default: its name, .jsonl, here)')
    .option('--threads <number>', 'how many days at once', threads, availableParallelism())
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(async (scenario: string, { to, log, threads, json }: Options) => {
      const { readTargets, assignments } = await import('../study/calibration/targets.ts')
      const { calibrate } = await import('../study/calibration/calibrate.ts')
      const { createEvaluators } = await import('../study/calibration/evaluators.ts')
      const { loadScenario } = await import('../simulation/scenario/load.ts')
      const targets = readTargets(to)
      // A scenario that does not have what is to be changed is known before any day of it.
      const { parameters } = targets
      const least = parameters.map(({ min }) => min)
      loadScenario(scenario, { set: assignments(parameters, least) })
      const pool = createEvaluators(threads)
      const interruption = listenForInterruption(() => {
        process.stderr.write('outcry: ends after this generation\n')
      })
      try {
        const path = log ?? `${basename(to).replace(/\.ya?ml$/, '')}.jsonl`
        const { best, ...count } = await calibrate(scenario, targets, path, pool, {
          isInterrupted: () => interruption.signal !== undefined,
          onEvaluation: ({ generation, loss }, so) => {
            if (!process.stderr.isTTY) return
            const told = loss === null ? 'none' : loss.toFixed(2)
            process.stderr.write(`${generation + 1}: ${told}, best ${so.loss?.toFixed(2)}\n`)
          },
        })
        const set = assignments(targets.parameters, best.values)
        process.stdout.write(
          json
            ? `${JSON.stringify({ log: path, set, best, ...count }, null, 2)}\n`
            : textOf(targets.targets, best, set, count.evaluations),
        )
        if (interruption.signal !== undefined) process.exitCode = codeOf(interruption.signal)
        else if (best.loss === null) process.exitCode = EXIT.failed
      } catch (error) {
        throw asInterrupted(error, interruption)
      } finally {
        interruption.end()
        await pool.close()
      }
    })
}

type TargetTable = Readonly<Record<string, { value: number; error: number }>>

function textOf(
  targets: TargetTable,
  best: { measures: Readonly<Record<string, number | null>>; loss: number | null },
  set: readonly string[],
  evaluations: number,
): string {
  const short = (value: number): string => String(Number(value.toPrecision(4)))
  const rows = Object.entries(targets).map(([name, { value, error }]) => {
    const measured = best.measures[name] ?? Number.NaN
    const off = Number(((measured - value) / error).toFixed(2))
    return [name, `${short(value)} ± ${short(error)}`, short(measured), off]
  })
  const table = tableOf(['measure', 'target', 'best', 'errors off'], rows)
  const lines = set.map((one) => `  --set "${one}"\n`).join('')
  return `${table}loss ${best.loss === null ? 'none' : short(best.loss)} after ${evaluations} evaluations\n${lines}`
}

function threads(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && value <= 256) return value
  throw new InvalidArgumentError('It must be a whole number, 1 to 256.')
}
