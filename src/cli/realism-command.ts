import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { Realism } from '../analysis/realism/realism.ts'
import { RUN_ARGUMENT, runsOption } from './run-option.ts'

const EXAMPLES = `
Several runs of one scenario are pooled, a day each. DATA is a LOBSTER day (a zip, a folder or one of
its files), a CSV with a column "price" or "close", perhaps gzipped, or another run.

Examples:
  outcry realism latest
  outcry realism latest --against AMZN_2012-06-21.zip
  outcry realism runs/amzn-like-* --against AMZN_2012-06-21.zip --out realism.html
`

interface Options {
  readonly runs: string
  readonly against?: string
  readonly out?: string
  readonly json?: true
}

/** `outcry realism RUN…`: runs beside a real market, fact by fact. */
export function addRealismCommand(program: Command): void {
  program
    .command('realism')
    .summary('hold runs against the stylized facts of markets')
    .description('Hold runs against the stylized facts of markets, beside a real one.')
    .argument('<run...>', RUN_ARGUMENT)
    .option('--against <data>', 'what to show beside: recorded data, or another run')
    .option('--out <file>', 'the page (default: realism.html in the first run’s folder)')
    .option('--json', 'print one JSON document, and write no page')
    .addOption(runsOption())
    .addHelpText('after', EXAMPLES)
    .action(async (names: readonly string[], { runs, against, out, json }: Options) => {
      const { openRunFolder } = await import('../journal/run-folder.ts')
      const { subjectOfRuns, subjectOfRecord } = await import('../analysis/realism/subject.ts')
      const { measureRealism } = await import('../analysis/realism/realism.ts')
      const { demandPlaceForFile } = await import('../journal/demand-place.ts')
      const { tellUnfinished } = await import('./unfinished.ts')
      const folders = names.map((name) => openRunFolder(name, runs).path)
      if (out !== undefined && !json) demandPlaceForFile(out)
      for (const folder of folders) tellUnfinished(folder)
      const markets = [measureRealism(await subjectOfRuns(folders))]
      if (against !== undefined) {
        const subject = isRecord(against)
          ? subjectOfRecord(against)
          : await subjectOfRuns([openRunFolder(against, runs).path])
        markets.push(measureRealism(subject))
      }
      if (json) {
        process.stdout.write(`${JSON.stringify(markets.map(plain), null, 2)}\n`)
        return
      }
      const { writeRealism } = await import('../analysis/realism/write-realism.ts')
      const path = out ?? join(folders[0] as string, 'realism.html')
      await writeRealism(path, markets)
      process.stdout.write(`${path}\n`)
    })
}

/** A file, or a folder that is no run's. */
function isRecord(path: string): boolean {
  if (!existsSync(path)) return false
  return !statSync(path).isDirectory() || !existsSync(join(path, 'manifest.json'))
}

/** What a market is known by, without its series; what is no number is null. */
function plain({ name, step, block, facts, signs }: Realism): object {
  const memory = ({ values, band }: { values: Float64Array; band: Float64Array }): object => ({
    values: [...values],
    band: [...band],
  })
  return {
    name,
    step,
    returns: facts.count,
    days: facts.days,
    block,
    figures: facts.figures,
    decay: facts.decay,
    autocorrelation: { returns: memory(facts.returns), sizes: memory(facts.sizes) },
    signs: signs === null ? null : { values: [...signs.values], decay: signs.decay },
  }
}
