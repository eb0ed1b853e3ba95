import { serveAgents } from '../live/agents.ts'
import { marketNameOf } from '../live/names.ts'
import { loadScenario } from '../simulation/scenario/load.ts'
import { codeOf, listenForInterruption } from './interruption.ts'
import type { LiveAgentsOptions } from './live-command.ts'
import { serveMetrics } from './live-metrics.ts'
import { agentsLine } from './live-status.ts'
import { note } from './note.ts'

/** `outcry live agents`: until the market's day is over, or somebody stops them. */
export async function liveAgents(scenario: string, options: LiveAgentsOptions): Promise<void> {
  const { nats, key, ca, only, name } = options
  const market = options.market ?? marketNameOf(loadScenario(scenario, {}).name)
  const interruption = listenForInterruption(() => note('stopping; once more to leave at once'))
  let closeMetrics = (): void => {}
  try {
    const status = await serveAgents({
      ...{ servers: nats, seed: key, ca, market, only, name },
      note,
      onReady(status) {
        if (options.metrics !== undefined) closeMetrics = serveMetrics(options.metrics, status)
        note(`${name} runs ${status().agents} agents of ${market}`)
      },
      isStopping: () => interruption.signal !== undefined,
    })
    if (options.json === true) process.stdout.write(`${JSON.stringify(status, null, 2)}\n`)
    else note(agentsLine(status))
    // A client whose server is away goes on asking for it: all has been told.
    if (interruption.signal !== undefined) process.exit(codeOf(interruption.signal))
  } finally {
    closeMetrics()
    if (interruption.signal !== undefined) process.exitCode = codeOf(interruption.signal)
    interruption.end()
  }
}
