import type { Command } from 'commander'
import { RUN_ARGUMENT, runsOption } from './run-option.ts'

const EXAMPLES = `
Examples:
  outcry report latest
  outcry report runs/rmsc04-1-20260105T093000
`

/** `outcry report RUN`: draws a run's report again. */
export function addReportCommand(program: Command): void {
  program
    .command('report')
    .summary("draw a run's report again")
    .description("Draw a run's report again, and print where it is.")
    .argument('<run>', RUN_ARGUMENT)
    .addOption(runsOption())
    .addHelpText('after', EXAMPLES)
    .action(async (run: string, { runs }: { runs: string }) => {
      const { openRunFolder } = await import('../journal/run-folder.ts')
      const { ensureTables } = await import('../journal/query.ts')
      const { writeReport } = await import('../analysis/report/write-report.ts')
      const { tellUnfinished } = await import('./unfinished.ts')
      const { path } = openRunFolder(run, runs)
      tellUnfinished(path)
      await ensureTables(path)
      process.stdout.write(`${await writeReport(path)}\n`)
    })
}
