import { Command } from 'commander'
import { didYouMean } from '../simulation/scenario/did-you-mean.ts'
import { addCalibrateCommand } from './calibrate-command.ts'
import { addCheckCommand } from './check-command.ts'
import { addDemonstrateCommand } from './demonstrate-command.ts'
import { addDiffCommand } from './diff-command.ts'
import { addDoctorCommand } from './doctor-command.ts'
import { addEvaluateCommand } from './evaluate-command.ts'
import { addExportCommand } from './export-command.ts'
import { addInferCommand } from './infer-command.ts'
import { addLiveCommand } from './live-command.ts'
import { addMeasureCommand } from './measure-command.ts'
import { addNodeCommand } from './node-command.ts'
import { packageVersion } from './package-version.ts'
import { addPoliciesCommand } from './policies-command.ts'
import { addQueryCommand } from './query-command.ts'
import { addRealismCommand } from './realism-command.ts'
import { addReplayCommand } from './replay-command.ts'
import { addReportCommand } from './report-command.ts'
import { addResumeCommand } from './resume-command.ts'
import { addRunCommand } from './run-command.ts'
import { addScenarioCommand } from './scenario-command.ts'
import { addStudyCommand } from './study-command.ts'
import { addTrainCommand } from './train-command.ts'
import { addValidateCommand } from './validate-command.ts'

const EXAMPLES = `
Examples:
  outcry run rmsc04                     a day of the reference market, with its report
  outcry run tiny --set groups.value.count=20 --seed 7
  outcry query latest "SELECT count(*) FROM trades"
  outcry scenario list                  the scenarios that come with it
`

/**
 * The command line. Commands load what they need when they are called, so that help and version
 * answer at once. Whatever it cannot do it throws, and leaves the exit code to the caller.
 */
export function createProgram(): Command {
  const program = new Command('outcry')
    .description('Financial markets as actors: one seed, one tape.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES)
    .configureHelp({ showGlobalOptions: false })
    .exitOverride()
  addRunCommand(program)
  addNodeCommand(program)
  addResumeCommand(program)
  addLiveCommand(program)
  addReportCommand(program)
  addExportCommand(program)
  addQueryCommand(program)
  addMeasureCommand(program)
  addRealismCommand(program)
  addDiffCommand(program)
  addReplayCommand(program)
  addCalibrateCommand(program)
  addStudyCommand(program)
  addCheckCommand(program)
  addTrainCommand(program)
  addEvaluateCommand(program)
  addDemonstrateCommand(program)
  addInferCommand(program)
  addPoliciesCommand(program)
  addScenarioCommand(program)
  addDoctorCommand(program)
  addValidateCommand(program)
  addHelpCommand(program)
  tellOnOneLine(program)
  return program
}

/** `outcry help COMMAND`: as `outcry COMMAND --help`, and refused where there is no such command. */
function addHelpCommand(program: Command): void {
  program
    .command('help')
    .summary('print the help of a command')
    .description('Print the help of a command.')
    .argument('[command...]', 'a command, and one of its own, such as "scenario check"')
    .action((names: readonly string[]) => {
      const asked = names.reduce((command, name) => {
        const found = command.commands.find((one) => one.name() === name)
        return found ?? command.error(`error: unknown command '${name}'`)
      }, program)
      asked.help()
    })
}

/** Makes a command, and those below it, say what is wrong in one line, with what would be right. */
function tellOnOneLine(command: Command): void {
  command
    .showSuggestionAfterError(false)
    .configureOutput({ outputError: (text, write) => write(`outcry: ${mended(text, command)}\n`) })
  for (const inner of command.commands) tellOnOneLine(inner)
}

/** What Commander says, without its `error: `, and with what can be asked instead. */
function mended(text: string, command: Command): string {
  const line = text.replace(/^error: /, '').trim()
  const [, what, asked = ''] = /^unknown (command|option) '([^']*)'/.exec(line) ?? []
  if (what === 'command') {
    const names = command.commands.map((one) => one.name())
    if (names.length === 0) return `${line}: ${command.name()} has none of its own`
    return `${line}${didYouMean(asked, names)}: the commands are ${names.join(', ')}`
  }
  if (what === 'option') {
    const options = command.createHelp().visibleOptions(command)
    const names = options.flatMap(({ long }) => long ?? [])
    return `${line}${didYouMean(asked, names)}: the options are ${names.join(', ')}`
  }
  if (/^(missing required|too many) argument/.test(line)) {
    return `${line.replace(/\.$/, '')}; usage: ${command.createHelp().commandUsage(command)}`
  }
  const option = command.options.find(({ flags }) =>
    [`option '${flags}' not specified`, `option '${flags}' argument missing`].some((what) =>
      line.includes(what),
    ),
  )
  if (option === undefined) return line
  const { flags, description, argChoices } = option
  const choices = argChoices === undefined ? '' : `; it is one of ${argChoices.join(', ')}`
  return `${line}; say ${flags}: ${description}${choices}`
}
