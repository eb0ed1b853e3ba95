import type { Command } from 'commander'
import { setOption } from './set-option.ts'

/** `outcry scenario list|show|check|schema`: what can be run, and whether it can. */
export function addScenarioCommand(program: Command): void {
  const scenario = program
    .command('scenario')
    .summary('list, show and check scenarios')
    .description('List, show and check scenarios.')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES)
  scenario
    .command('list')
    .description('List the scenarios that come with the package.')
    .option('--json', 'print one JSON document')
    .action(list)
  scenario
    .command('show')
    .description('Print a scenario as it will run, every default filled in.')
    .argument('<scenario>', 'a file, or the name of a shipped scenario')
    .addOption(setOption())
    .option('--json', 'print one JSON document, with times in ns since the start')
    .action(show)
  scenario
    .command('check')
    .description('Say whether scenario files can be run, and everything that is wrong with them.')
    .argument('<scenario...>', 'files, or names of shipped scenarios')
    .action(check)
  scenario
    .command('schema')
    .description('Print the JSON Schema of scenario files, for editors.')
    .action(async () => {
      const { scenarioSchemaText } = await import('../simulation/scenario/json-schema.ts')
      process.stdout.write(scenarioSchemaText())
    })
}

const EXAMPLES = `
Examples:
  outcry scenario list
  outcry scenario show tiny > mine.yaml
  outcry scenario check mine.yaml
`

async function list({ json }: { json?: true }): Promise<void> {
  const { loadScenario } = await import('../simulation/scenario/load.ts')
  const { shippedFile, shippedScenarios } = await import('../simulation/scenario/shipped.ts')
  const { tableOf } = await import('./rows-text.ts')
  const scenarios = shippedScenarios().map((name) => {
    const { description, groups, venues } = loadScenario(name)
    const traders = groups.reduce((sum, { count }) => sum + count, 0)
    return { name, traders, venues: venues.length, description, file: shippedFile(name) }
  })
  const rows = scenarios.map(({ name, traders, description }) => [name, traders, description])
  process.stdout.write(
    json
      ? `${JSON.stringify(scenarios, null, 2)}\n`
      : tableOf(['scenario', 'traders', 'description'], rows),
  )
}

async function show(name: string, { set, json }: { set: string[]; json?: true }): Promise<void> {
  const { loadScenario } = await import('../simulation/scenario/load.ts')
  const { formatScenario } = await import('../simulation/scenario/dump.ts')
  const scenario = loadScenario(name, { set })
  process.stdout.write(json ? `${JSON.stringify(scenario, null, 2)}\n` : formatScenario(scenario))
}

async function check(names: readonly string[]): Promise<void> {
  const { loadScenario } = await import('../simulation/scenario/load.ts')
  const { ScenarioError } = await import('../simulation/scenario/scenario-error.ts')
  const problems = names.flatMap((name) => {
    try {
      const { groups } = loadScenario(name)
      const traders = groups.reduce((sum, { count }) => sum + count, 0)
      process.stdout.write(`${name}: good, ${traders} traders in ${groups.length} groups\n`)
      return []
    } catch (error) {
      if (error instanceof ScenarioError) return error.problems
      throw error
    }
  })
  if (problems.length > 0) throw new ScenarioError(problems)
}
