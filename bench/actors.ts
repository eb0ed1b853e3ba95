import type { Actor } from '../actors/actor.ts'
import { constantLatency } from '../src/kernel/latency.ts'
import { createSystem } from '../src/simulation/system.ts'
import { measure } from './measure.ts'
import type { BenchResult } from './result.ts'

const idle: Actor = () => ({ receive: () => {} })

/** Actors with their lifecycles, made and started; the note says what each costs in memory. */
export async function benchActors({ small }: { readonly small: boolean }): Promise<BenchResult[]> {
  const count = small ? 1_000 : 100_000
  const before = process.memoryUsage().rss
  let most = 0
  const results = await measure(
    [
      {
        name: `actors: ${count.toLocaleString('en')} with their lifecycles`,
        unit: 'actors/s',
        run: () => {
          const start = performance.now()
          const members = Array.from({ length: count }, (_, n) => ({ key: `a/${n}`, actor: idle }))
          const latency = constantLatency(1_000)
          const system = createSystem({ seed: 1, members, latency })
          system.runBefore(1)
          const seconds = (performance.now() - start) / 1_000
          most = Math.max(most, process.memoryUsage().rss)
          return { count, seconds, hash: system.events.toString(16) }
        },
      },
    ],
    1,
  )
  const [{ name, hash }] = results as [BenchResult]
  const rate = (most - before) / 2 ** 30
  return [...results, { name: `${name}, memory`, unit: 'GB', rate, runs: [rate], hash }]
}
