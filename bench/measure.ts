import { setImmediate as breathe } from 'node:timers/promises'
import { progress } from './progress.ts'
import { type BenchResult, median } from './result.ts'

/** One run of a case: how much was done in how long, and a hash of what came out. */
export interface Run {
  readonly count: number
  readonly seconds: number
  readonly hash: string
  /**
   * What was run, kept until the next run of its case is over. When the last market is collected, the
   * engine's code for markets goes with it, and each run would be one of code that is yet to be compiled:
   * no program that runs one market after another is without one when its garbage is collected.
   */
  readonly left?: unknown
}

/** Something to be measured several times. */
export interface Case {
  readonly name: string
  readonly unit: string
  readonly note?: string
  readonly observations?: readonly object[]
  run(): Run | Promise<Run>
}

/**
 * Runs the cases by turns, `repeats` times each, so that a drift of the machine meets all of them.
 *
 * @throws Error where a case gives two different results
 */
export async function measure(cases: readonly Case[], repeats: number): Promise<BenchResult[]> {
  const runs = cases.map((): Run[] => [])
  const kept: unknown[] = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    progress.turn(repeat + 1, repeats)
    for (const [nth, { run }] of cases.entries()) {
      // Between two runs a Ctrl-C is heard.
      await breathe()
      globalThis.gc?.()
      const { left, ...told } = await run()
      runs[nth]?.push(told)
      kept[nth] = left
    }
  }
  return cases.map(({ name, unit, note, observations }, nth) => {
    const of = runs[nth] as Run[]
    const hash = of[0]?.hash as string
    if (of.some((run) => run.hash !== hash)) throw new Error(`${name}: two runs, two results`)
    const rates = of.map(({ count, seconds }) => count / seconds)
    const result = { name, unit, rate: median(rates), runs: rates, hash }
    return {
      ...result,
      ...(note === undefined ? {} : { note }),
      ...(observations === undefined ? {} : { observations }),
    }
  })
}
