import { drawUniform, type Key } from '../../protocols/hash.ts'
import { normalQuantile } from '../../protocols/math.ts'

/** Draw number `nth` of a key, standard normal: the same whoever asks, and when. */
export const drawNormal = (key: Key, nth: number): number =>
  normalQuantile(drawUniform(key, nth, 0))
