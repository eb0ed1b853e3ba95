import type { Command } from 'commander'
import type { Manifest } from '../journal/manifest.ts'
import { CommandFailure, EXIT } from './failure.ts'
import { packageVersion } from './package-version.ts'
import { addPlaceOptions, type RunCommandOptions } from './run-command.ts'
import { RUN_ARGUMENT, runsOption } from './run-option.ts'

const EXAMPLES = `
The run is gone through again from its beginning, which takes as long as it took; what it says is held
against its tape, byte for byte, and from the tape's end on it is added. It may be resumed elsewhere
than it was: the tape does not depend on it.

Examples:
  outcry resume latest
  outcry resume rmsc04-1-20260105T093000 --workers 2
`

type Options = Omit<RunCommandOptions, 'set'> & { readonly runs: string }

/** `outcry resume RUN`: brings a run that was cut off to its end. */
export function addResumeCommand(program: Command): void {
  const command = program
    .command('resume')
    .summary('bring a run that was cut off to its end')
    .description('Bring a run that was interrupted, or lost a partition, to its end.')
    .argument('<run>', RUN_ARGUMENT)
    .option('--json', 'print one JSON document')
    .option('--quiet', 'print nothing but what goes wrong')
    .option('--no-report', 'leave the report out')
    .addOption(runsOption())
  addPlaceOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (run: string, options: Options) => {
      await resume(run, options)
    })
}

async function resume(run: string, options: Options): Promise<void> {
  const { openRunFolder } = await import('../journal/run-folder.ts')
  const { readManifest, writeManifest } = await import('../journal/manifest.ts')
  const { openResumedTape } = await import('../journal/resumed-tape.ts')
  const { carryOut, demandPlace } = await import('./run-and-tell.ts')
  const folder = openRunFolder(run, options.runs)
  const before = readManifest(folder.path)
  const why = whyNot(before)
  if (why !== undefined) throw new CommandFailure(`${folder.name}: ${why}`, EXIT.badInput)
  demandPlace(options)
  let tape: ReturnType<typeof openResumedTape> | undefined
  const scenario = before.scenario as unknown as Parameters<typeof carryOut>[0]
  const keep = (): boolean => {
    if (tape?.isCaughtUp === true) return false
    writeManifest(folder.path, before)
    return true
  }
  const openTape = (path: string) => {
    tape = openResumedTape(path)
    return tape
  }
  const inspect = ({ failure }: { readonly failure?: unknown }): void => {
    if (failure !== undefined || !keep()) return
    throw new CommandFailure('stopped before the end of its tape: the run is as it was')
  }
  try {
    await carryOut(scenario, folder, options, { openTape, inspect })
  } catch (error) {
    keep()
    throw error
  }
}

/** Why a run cannot be resumed, if it cannot. */
function whyNot({ status, outcry, error }: Manifest): string | undefined {
  if (status === 'complete') return 'the run is complete: there is nothing to resume'
  if (outcry !== packageVersion()) {
    return `the run is of outcry ${outcry} and this is ${packageVersion()}: resume it with the same version`
  }
  if (error !== null && error.actor !== '') {
    return `${error.actor} stopped the run, and would again: ${error.message.split('\n', 1)[0]}`
  }
  return undefined
}
