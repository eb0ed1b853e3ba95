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
export const createRandomStream = (key: Key, from?: readonly number[]): RandomStream =>
  new Stream(key, from)

/** A market has thousands: what each of them does stands once, and not in seven closures of each. */
class Stream implements RandomStream {
  private readonly generator: ReturnType<typeof xoroshiro128plusFromState>

  constructor(key: Key, from: readonly number[] | undefined) {
    const low = derive(key, 1)
    const high = derive(key, 2)
    this.generator = xoroshiro128plusFromState(
      from ?? [low.lo | 0, low.hi | 0, high.lo | 0, high.hi | 1],
    )
  }

  private word(): number {
    return this.generator.next() >>> 0
  }

  /** In (0, 1), 52 bits and a half: never an end. */
  private inner(): number {
    return ((this.word() >>> 6) * 67108864 + (this.word() >>> 6) + 0.5) / TWO_52
  }

  uniform(): number {
    return ((this.word() >>> 5) * 67108864 + (this.word() >>> 6)) / TWO_53
  }

  integer(min: number, max: number): number {
    const range = max - min + 1
    const limit = 2 ** 32 - (2 ** 32 % range)
    let drawn = this.word()
    while (drawn >= limit) drawn = this.word()
    return min + (drawn % range)
  }

  normal(mean: number, deviation: number): number {
    return mean + deviation * normalQuantile(this.inner())
  }

  exponential(mean: number): number {
    return -mean * log(this.inner())
  }

  logNormal(mean: number, deviation: number): number {
    return exp(this.normal(mean, deviation))
  }

  chance(probability: number): boolean {
    return this.uniform() < probability
  }

  state(): readonly number[] {
    return this.generator.getState()
  }
}
