import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import { derive, type Key } from '../../protocols/hash.ts'
import { exp, log, normalQuantile } from '../../protocols/math.ts'

/** One actor's chance: see `Random` in the actor contract, whose shape this has. */
export interface RandomStream {
  uniform(): number
  integer(min: number, max: number): number
  normal(mean: number, deviation: number): number
  exponential(mean: number): number
  logNormal(mean: number, deviation: number): number
  chance(probability: number): boolean
  /** Where it stands: a stream made with it goes on from here. */
  state(): readonly number[]
}

const TWO_53 = 2 ** 53
const TWO_52 = 2 ** 52

/**
 * A sequence of chance from a key: xoroshiro128+ (Blackman and Vigna 2018) by pure-rand, its state
 * filled from four draws of the key. Normals are by inversion, one uniform each, so that every draw
 * but `integer` takes the same number of steps whatever it gives.
 *
 * @param from what `state` gave, to go on from there
 */
export function createRandomStream(key: Key, from?: readonly number[]): RandomStream {
  const low = derive(key, 1)
  const high = derive(key, 2)
  const generator = xoroshiro128plusFromState(
    from ?? [low.lo | 0, low.hi | 0, high.lo | 0, high.hi | 1],
  )

  const word = (): number => generator.next() >>> 0
  const uniform = (): number => ((word() >>> 5) * 67108864 + (word() >>> 6)) / TWO_53
  /** In (0, 1), 52 bits and a half: never an end. */
  const inner = (): number => ((word() >>> 6) * 67108864 + (word() >>> 6) + 0.5) / TWO_52
  const normal = (mean: number, deviation: number): number =>
    mean + deviation * normalQuantile(inner())

  return {
    uniform,
    integer(min, max) {
      const range = max - min + 1
      const limit = 2 ** 32 - (2 ** 32 % range)
      let drawn = word()
      while (drawn >= limit) drawn = word()
      return min + (drawn % range)
    },
    normal,
    exponential: (mean) => -mean * log(inner()),
    logNormal: (mean, deviation) => exp(normal(mean, deviation)),
    chance: (probability) => uniform() < probability,
    state: () => generator.getState(),
  }
}
