import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { METHODS, type Method } from '../learning/inverse/methods.ts'
import type { Conclusion, Weight } from '../study/inference/conclude.ts'
import { asInterrupted, codeOf, listenForInterruption } from './interruption.ts'
import { tableOf } from './rows-text.ts'
import { setOption } from './set-option.ts'
import { wholeNumber } from './whole-number.ts'

const EXAMPLES = `
clone does what was done, gail comes to be where the expert is, airl recovers a reward too. The last two
play: by default the scenario that the demonstrations come from. maximum-entropy, deep-maximum-entropy and
bayesian cut what is seen into states, count moves by playing at random, and say how sure they are. OUT gets policy.json, which a scenario
plays (type: inferred), report.html, inferred.json and, of those with a reward of numbers seen, reward.json. With --reward the policy is
learned from scratch for a reward that was recovered elsewhere. Ctrl-C ends it after the update in hand; before the first nothing is written.

Examples:
  outcry infer preserver.demos --method airl --out preserver
  outcry infer preserver.demos --method maximum-entropy --out preserver
  outcry infer preserver.demos --method airl --terms terms.yaml --set instruments.CALM.fundamental.deviation=9
  outcry infer preserver.demos --reward preserver/reward.json --scenario stormy.yaml --out in-a-storm
`

interface Options {
  readonly method: Method
  readonly out: string
  readonly scenario?: string
  readonly set: readonly string[]
  readonly terms?: string
  readonly reward?: string
  readonly seed: number
  readonly json?: true
}

/** `outcry infer DEMOS`: who does as somebody was seen to do, and what that one is after. */
export function addInferCommand(program: Command): void {
  program
    .command('infer')
    .summary('infer a trader and its reward from demonstrations')
    .description('Infer, from what somebody did, a trader who does the same, and what it is after.')
    .argument('<demos>', 'a folder that `outcry demonstrate` wrote')
    .addOption(new Option('--method <method>', 'how').choices(METHODS).default('airl'))
    .option('--out <folder>', 'where to', 'inferred')
    .option('--scenario <scenario>', 'the market that it learns and is tried in')
    .addOption(setOption())
    .option('--terms <file>', 'hyper-parameters, in YAML')
    .option('--reward <file>', 'a recovered reward to learn from, in place of a method')
    .option('--seed <number>', 'of its chance', wholeNumber(0, 4_000), 1)
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(async (demos: string, options: Options) => {
      const { demandFolder } = await import('../journal/make-folder.ts')
      const { demandPlaceForFolder } = await import('../journal/demand-place.ts')
      const { conclude } = await import('../study/inference/conclude.ts')
      const { inferenceReport } = await import('../study/inference/inference-report.ts')
      demandPlaceForFolder(options.out)
      const interruption = listenForInterruption(() => {
        process.stderr.write('outcry: ends after this update\n')
      })
      try {
        const found = await conclude({
          ...{ demos, ...options },
          isInterrupted: () => interruption.signal !== undefined,
          onUpdate(update, of, report) {
            if (!process.stderr.isTTY) return
            const loss = report['judge/loss'].toFixed(4)
            process.stderr.write(`update ${update} of ${of}: judge's loss ${loss}\n`)
          },
        })
        demandFolder(options.out)
        const put = (name: string, text: string): void =>
          writeFileSync(join(options.out, name), text)
        put('policy.json', found.policy)
        if (found.reward !== undefined) put('reward.json', found.reward)
        put('inferred.json', `${JSON.stringify(found.figures, null, 2)}\n`)
        put('report.html', await inferenceReport(found))
        process.stdout.write(
          options.json === true
            ? `${JSON.stringify({ out: options.out, ...found.figures }, null, 2)}\n`
            : textOf(options.out, found),
        )
        if (interruption.signal !== undefined) process.exitCode = codeOf(interruption.signal)
      } catch (error) {
        throw asInterrupted(error, interruption)
      } finally {
        interruption.end()
      }
    })
}

const weightText = ({ name, weight, low, high }: Weight): string => {
  const sure =
    low === undefined || high === undefined
      ? ''
      : ` [${low.toPrecision(3)}, ${high.toPrecision(3)}]`
  return `${name} ${weight.toPrecision(3)}${sure}`
}

/** States by what they pay, the most first. */
function statesText({ states, names }: Conclusion['figures']): string {
  if (states === undefined) return ''
  const rows = [...states]
    .sort((a, b) => b.estimate - a.estimate)
    .map(({ seen, estimate, low, high }) => [
      ...seen.map((x) => x.toPrecision(3)),
      `${estimate.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`,
    ])
  return tableOf([...names, 'pays'], rows)
}

function textOf(out: string, { figures }: Conclusion): string {
  const { likeness, agreement, weights, correlation } = figures
  const told = ({ estimate, low, high }: { estimate: number; low: number; high: number }) =>
    `${estimate.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`
  const rows = (['paid', 'position', 'reaction'] as const).map((what) => {
    const { expert, inferred } = likeness[what]
    return [what, told(expert), told(inferred)]
  })
  const distances = Object.entries(likeness.distances)
    .map(([name, x]) => `${name} ${Number.isNaN(x) ? '–' : x.toFixed(3)}`)
    .join(', ')
  const share = (100 * agreement.likeliest).toFixed(1)
  const reward =
    weights === undefined
      ? ''
      : `reward: ${weights.map(weightText).join(', ')}\n` +
        `correlation with what the task pays: ${correlation?.toFixed(3)}\n`
  return (
    `${out}: policy.json, report.html\n${tableOf(['on held-out runs', 'expert', 'inferred'], rows)}` +
    `distances: ${distances}\nagreement: ${share} % likeliest, ln p ${agreement.log.toFixed(3)} ` +
    `(${agreement.random.toFixed(3)} at random)\n${reward}${statesText(figures)}`
  )
}
