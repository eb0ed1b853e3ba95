import { createMemoryTape } from '../src/journal/tape.ts'
import { loadScenario } from '../src/simulation/scenario/load.ts'
import { createSimulation } from '../src/simulation/simulation.ts'
import { measure } from './measure.ts'
import type { BenchResult } from './result.ts'

/** The reference market over its whole day, tape on: events a second once the cast is made. */
export async function benchRmsc04({ small }: { readonly small: boolean }): Promise<BenchResult[]> {
  const scenario = loadScenario('rmsc04', small ? { until: '09:40:00' } : {})
  let building = 0
  let running = 0
  const results = await measure(
    [
      {
        name: small ? 'rmsc04: to 09:40, tape on' : 'rmsc04: a day, tape on',
        unit: 'events/s',
        run: () => {
          const start = performance.now()
          const simulation = createSimulation(scenario, { tape: createMemoryTape() })
          const built = performance.now()
          simulation.runUntil(simulation.end)
          const seconds = (performance.now() - built) / 1_000
          building = built - start
          running = seconds * 1_000
          const { events } = simulation.counts
          return { count: events, seconds, hash: simulation.hash().slice(0, 16) }
        },
      },
    ],
    small ? 1 : 7,
  )
  const note = `last run: cast made in ${building.toFixed(0)} ms, run in ${running.toFixed(0)} ms`
  return results.map((result) => ({ ...result, note }))
}
