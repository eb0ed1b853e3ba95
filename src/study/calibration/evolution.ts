import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'

/** A search for the least of a function on [0, 1]ⁿ, a generation at a time. */
export interface Evolution {
  /** The points of the next generation, each coordinate in 0..1. */
  ask(): number[][]
  /** Tells the function at the points that `ask` gave, in their order; NaN is worse than all. */
  tell(values: readonly number[]): void
  /** Where the search stands, and how wide it is. */
  readonly mean: readonly number[]
  readonly deviation: number
}

/**
 * Separable CMA-ES: points are normal about a mean that moves to the better half, each coordinate
 * with a variance of its own, all with one step size that grows where successive moves agree. Points
 * outside the box are reflected into it. It begins in the middle, a fifth of the box wide.
 *
 * The same seed and the same told values give the same points.
 *
 * Source: Ros and Hansen (2008), "A simple modification in CMA-ES achieving linear time and space
 * complexity", PPSN X; constants of Hansen (2016), "The CMA evolution strategy: a tutorial".
 *
 * @param dimensions n, 1 or more
 * @param population points a generation, 4 or more
 */
export function createEvolution(
  dimensions: number,
  seed: number,
  population = 4 + Math.floor(3 * Math.log(dimensions)),
): Evolution {
  const n = dimensions
  const random = createRandomStream(rootKey(seed, 'calibration'))
  const parents = Math.floor(population / 2)
  const raw = Array.from(
    { length: parents },
    (_, rank) => Math.log((population + 1) / 2) - Math.log(rank + 1),
  )
  const total = raw.reduce((sum, weight) => sum + weight, 0)
  const weights = raw.map((weight) => weight / total)
  const mass = 1 / weights.reduce((sum, weight) => sum + weight * weight, 0)
  const pathRate = (mass + 2) / (n + mass + 5)
  const damping = 1 + 2 * Math.max(0, Math.sqrt((mass - 1) / (n + 1)) - 1) + pathRate
  const covarianceRate = (4 + mass / n) / (n + 4 + (2 * mass) / n)
  const speedUp = (n + 2) / 3
  const rankOne = Math.min(1, (speedUp * 2) / ((n + 1.3) ** 2 + mass))
  const rankMany = Math.min(
    1 - rankOne,
    (speedUp * 2 * (mass - 2 + 1 / mass)) / ((n + 2) ** 2 + mass),
  )
  const expected = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n))

  const mean = new Array<number>(n).fill(0.5)
  const variance = new Array<number>(n).fill(1)
  const sigmaPath = new Array<number>(n).fill(0)
  const covariancePath = new Array<number>(n).fill(0)
  let sigma = 0.2
  let generation = 0
  let asked: number[][] = []

  const learn = (chosen: readonly (readonly number[])[]): void => {
    const steps = mean.map((centre, at) =>
      weights.reduce((sum, weight, rank) => {
        return sum + (weight * ((chosen[rank]?.[at] as number) - centre)) / sigma
      }, 0),
    )
    let length = 0
    for (const [at, step] of steps.entries()) {
      const normal = step / Math.sqrt(variance[at] as number)
      const kept = (1 - pathRate) * (sigmaPath[at] as number)
      sigmaPath[at] = kept + Math.sqrt(pathRate * (2 - pathRate) * mass) * normal
      length += (sigmaPath[at] as number) ** 2
    }
    length = Math.sqrt(length)
    const settled = Math.sqrt(1 - (1 - pathRate) ** (2 * generation))
    const isShort = length / settled < (1.4 + 2 / (n + 1)) * expected
    for (const [at, step] of steps.entries()) {
      const added = isShort ? Math.sqrt(covarianceRate * (2 - covarianceRate) * mass) * step : 0
      covariancePath[at] = (1 - covarianceRate) * (covariancePath[at] as number) + added
      const many = weights.reduce((sum, weight, rank) => {
        const off = ((chosen[rank]?.[at] as number) - (mean[at] as number)) / sigma
        return sum + weight * off * off
      }, 0)
      const one = (covariancePath[at] as number) ** 2
      variance[at] =
        (1 - rankOne - rankMany) * (variance[at] as number) + rankOne * one + rankMany * many
    }
    for (const [at, step] of steps.entries()) mean[at] = (mean[at] as number) + sigma * step
    sigma = Math.min(0.5, sigma * Math.exp((pathRate / damping) * (length / expected - 1)))
  }

  return {
    mean,
    get deviation() {
      return sigma
    },
    ask() {
      asked = Array.from({ length: population }, () =>
        mean.map((centre, at) =>
          reflected(centre + sigma * Math.sqrt(variance[at] as number) * random.normal(0, 1)),
        ),
      )
      return asked.map((point) => [...point])
    },
    tell(values) {
      generation++
      const key = (place: number): number => {
        const value = values[place] as number
        return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value
      }
      const ranked = Array.from(asked.keys()).sort((a, b) => key(a) - key(b) || a - b)
      learn(ranked.slice(0, parents).map((place) => asked[place] as number[]))
    },
  }
}

/** Into 0..1, as light between two mirrors. */
function reflected(value: number): number {
  const folded = Math.abs(value) % 2
  return folded > 1 ? 2 - folded : folded
}
