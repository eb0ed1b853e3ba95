import { fusedDescent } from '../src/learning/fused/fused-descent.ts'
import { AGAINST_THE_PAST, meanMixes } from '../src/learning/reference/mean-mixes.ts'
import {
  HEAVY_ROCK,
  MATCHING_PENNIES,
  QUEUE_OF_MAKERS,
} from '../src/learning/reference/one-shot-game.ts'

/**
 * What several learners come to in games with one known equilibrium, seed by seed, by the fused module:
 * `npx tsx scripts/one-shot-games.ts [SEEDS]`, seeds 1 to 20 unless told otherwise. It is what
 * docs/learning/multi-agent.md says. Each line has the choices' mean probabilities, least, mean and most
 * over the seeds and their policies.
 */
const seeds = Array.from({ length: Number(process.argv[2] ?? 20) }, (_, nth) => nth + 1)
const queue = { poolSize: 0, entCoef: 0.01 }

const GAMES = [
  { name: 'queue of makers, shared', game: QUEUE_OF_MAKERS, given: { ...queue }, updates: 60 },
  {
    ...{ name: 'queue of makers, independent', game: QUEUE_OF_MAKERS, updates: 60 },
    given: { ...queue, policies: 'independent' },
  },
  {
    ...{ name: 'matching pennies, independent', game: MATCHING_PENNIES, updates: 120 },
    given: { ...AGAINST_THE_PAST, policies: 'independent' },
  },
  { name: 'heavy rock, shared', game: HEAVY_ROCK, given: AGAINST_THE_PAST, updates: 120 },
] as const

for (const { name, game, given, updates } of GAMES) {
  const mixes = seeds.flatMap((seed) => meanMixes(game, given, seed, updates, fusedDescent))
  const told = (game.sizes as readonly number[])
    .slice(0, 1)
    .flatMap((choices) =>
      Array.from({ length: choices }, (_, at) => mixes.map((mix) => mix[at] ?? 0)),
    )
    .map((of) => {
      const mean = of.reduce((sum, p) => sum + p, 0) / of.length
      return [Math.min(...of), mean, Math.max(...of)].map((p) => p.toFixed(3)).join(' ')
    })
  console.log(`${name}: ${told.join(' | ')}`)
}
