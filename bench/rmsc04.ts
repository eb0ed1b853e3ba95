import { createMemoryTape } from '../src/journal/tape.ts'
import { loadScenario } from '../src/simulation/scenario/load.ts'
import { createSimulation } from '../src/simulation/simulation.ts'
import { measure, type Run } from './measure.ts'
import { type BenchResult, median } from './result.ts'

/** A day of the reference market, tape on. `building` is the seconds that making its cast took. */
export function referenceDay(small: boolean): Run & { readonly building: number } {
  const scenario = loadScenario('rmsc04', small ? { until: '09:40:00' } : {})
  const start = performance.now()
  const simulation = createSimulation(scenario, { tape: createMemoryTape() })
  const built = performance.now()
  simulation.runUntil(simulation.end)
  const seconds = (performance.now() - built) / 1_000
  const hash = simulation.hash().slice(0, 16)
  const building = (built - start) / 1_000
  return { count: simulation.counts.events, seconds, hash, building, left: simulation }
}

/** The reference market over its whole day, tape on: events a second once the cast is made. */
export async function benchRmsc04({ small }: { readonly small: boolean }): Promise<BenchResult[]> {
  const building: number[] = []
  const running: number[] = []
  const run = (): Run => {
    const day = referenceDay(small)
    building.push(day.building * 1_000)
    running.push(day.seconds)
    return day
  }
  const name = small ? 'rmsc04: to 09:40' : 'rmsc04: a day'
  const results = await measure(
    [{ name: `${name}, tape on`, unit: 'events/s', run }],
    small ? 1 : 7,
  )
  const { hash } = results[0] as BenchResult
  const beside = (what: string, unit: string, runs: number[]): BenchResult => {
    return { name: what, unit, rate: median(runs), runs, hash }
  }
  return [
    ...results,
    beside(`${name}, simulated`, 's', running),
    beside('rmsc04: a cast made', 'ms', building),
  ]
}
