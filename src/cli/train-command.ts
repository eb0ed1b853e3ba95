import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { codeOf, listenForInterruption } from './interruption.ts'

const EXAMPLES = `
FILE names the scenario, the task and the learner; docs/learning/ppo.md has an example. Ctrl-C ends it
after the update in hand, and leaves the policy so far.

Examples:
  outcry train executor.yaml
  outcry train executor.yaml --out executor.policy.json --log executor.jsonl
`

interface Options {
  readonly out?: string
  readonly log?: string
  readonly json?: true
}

/** `outcry train FILE`: a policy for a task in a scenario. */
export function addTrainCommand(program: Command): void {
  program
    .command('train')
    .summary('train a policy for a task in a scenario')
    .description('Train a policy by PPO, and write it to a file that a scenario can name.')
    .argument('<file>', 'the training file')
    .option('--out <file>', 'the policy (default: the training file’s name, .policy.json, here)')
    .option('--log <file>', 'how each update went, one JSON line each')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, { out, log, json }: Options) => {
      const { readTraining } = await import('../study/training/training-file.ts')
      const { train } = await import('../study/training/train.ts')
      const training = readTraining(file)
      const path = out ?? `${basename(file).replace(/\.ya?ml$/, '')}.policy.json`
      const lines: string[] = []
      const began = performance.now()
      const interruption = listenForInterruption(() => {
        process.stderr.write('outcry: ends after this update\n')
      })
      try {
        const { text, updates, last } = await train(training, {
          isInterrupted: () => interruption.signal !== undefined,
          onUpdate(update, report) {
            lines.push(`${JSON.stringify({ update, ...report })}\n`)
            if (!process.stderr.isTTY) return
            const spent = (performance.now() - began) / 1000
            const left = (spent / update) * (training.updates - update)
            const reward = report['rollout/ep_rew_mean'].toPrecision(4)
            const rate = Math.round(report['time/total_timesteps'] / spent)
            process.stderr.write(
              `update ${update} of ${training.updates}: reward ${reward}, ${rate} steps/s, ${Math.ceil(left)} s left\n`,
            )
          },
        })
        writeFileSync(path, text)
        if (log !== undefined) writeFileSync(log, lines.join(''))
        const told = { policy: path, updates, ...last }
        process.stdout.write(
          json
            ? `${JSON.stringify(told, null, 2)}\n`
            : `${path}: ${updates} updates, ${last?.['time/total_timesteps'] ?? 0} steps, mean reward ${last?.['rollout/ep_rew_mean'].toPrecision(4) ?? 'none'}\n`,
        )
        if (interruption.signal !== undefined) process.exitCode = codeOf(interruption.signal)
      } finally {
        interruption.end()
      }
    })
}
