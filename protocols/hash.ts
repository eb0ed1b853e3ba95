/**
 * Counter-based chance and the identity of what was said: the same everywhere, from integers alone.
 *
 * A `Key` names a purpose; a draw is a hash of a key and two counters, so that it does not depend
 * on who drew before. Keys are mixed fully at each step: neighbouring seeds share nothing.
 * The mixing is the 32-bit finaliser of MurmurHash3 (Appleby, public domain), in two lanes. It is
 * no defence against somebody who wants a collision; SHA-256 over the chains names a run.
 */
export interface Key {
  readonly lo: number
  readonly hi: number
}

const TWO_32 = 2 ** 32

function finalise(word: number): number {
  let h = word
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** The key that `seed` gives for `purpose`. @param seed 0..2^53 − 1 */
export function rootKey(seed: number, purpose: string): Key {
  const low = seed >>> 0
  const high = (seed / TWO_32) >>> 0
  const key = {
    lo: finalise(finalise(low ^ 0x9e3779b9) + high) >>> 0,
    hi: finalise(finalise(high ^ 0x7f4a7c15) + Math.imul(low, 0x2545f491)) >>> 0,
  }
  return derive(key, purpose)
}

/** The 32-bit words by which a name is told: of text its units, and last its length. */
function wordOf(name: string | number, nth: number): number {
  if (typeof name === 'number') return nth === 0 ? name >>> 0 : (name / TWO_32) >>> 0
  return nth < name.length ? name.charCodeAt(nth) : ~name.length
}

/** The key of `name` under `key`: text by its UTF-16 units and length, a number by its 53 bits. */
export function derive(key: Key, name: string | number): Key {
  let { lo, hi } = key
  const words = typeof name === 'number' ? 2 : name.length + 1
  for (let nth = 0; nth < words; nth++) {
    const word = wordOf(name, nth)
    lo = finalise((lo + 0x9e3779b9) ^ word)
    hi = finalise((hi + Math.imul(lo, 0x846ca68b) + 0x632be5ab) ^ Math.imul(word, 0xcc9e2d51))
  }
  return { lo: finalise(lo ^ hi) >>> 0, hi: finalise(hi + Math.imul(lo, 0x1b873593)) >>> 0 }
}

/** 32 bits, 0..2^32 − 1, for counters `a` and `b` of 53 and 32 bits under a key's two words. */
export function draw32(lo: number, hi: number, a: number, b: number): number {
  let h = finalise(lo ^ (a >>> 0))
  h = finalise((h + hi) ^ ((a / TWO_32) >>> 0))
  return finalise((h + 0x9e3779b9) ^ b) >>> 0
}

/** A uniform number strictly between 0 and 1, of 52 bits, for counters `a` and `b` under `key`. */
export const drawUniform = ({ lo, hi }: Key, a: number, b: number): number =>
  uniformOf(lo, hi, a, b)

/** @see drawUniform, by the two words of a key */
export function uniformOf(lo: number, hi: number, a: number, b: number): number {
  const first = draw32(lo, hi, a, b) >>> 6
  const second = draw32(hi ^ 0x5bd1e995, lo + 0x3c6ef372, a, b) >>> 6
  return (first * 67108864 + second + 0.5) / 4503599627370496
}

/** Words in one chain: 128 bits an actor. */
export const CHAIN_WORDS = 4

/**
 * Absorbs the words `from..to − 1` into the chain at `chain` of `chains`: four lanes of 32 bits,
 * each word into the next lane, each lane turned by its neighbour. Every turn can be undone, so that
 * two records that differ in one word never leave the same chain.
 *
 * @param to a whole number of fours after `from`
 */
export function extendChain(
  chains: Uint32Array,
  chain: number,
  words: Uint32Array,
  from: number,
  to: number,
): void {
  let a = chains[chain] as number
  let b = chains[chain + 1] as number
  let c = chains[chain + 2] as number
  let d = chains[chain + 3] as number
  for (let word = from; word < to; word += 4) {
    a = Math.imul(a ^ (words[word] as number), 0x85ebca6b) + d
    a = (a << 15) | (a >>> 17)
    b = Math.imul(b ^ (words[word + 1] as number), 0xc2b2ae35) + a
    b = (b << 13) | (b >>> 19)
    c = Math.imul(c ^ (words[word + 2] as number), 0x9e3779b1) + b
    c = (c << 17) | (c >>> 15)
    d = Math.imul(d ^ (words[word + 3] as number), 0x27d4eb2f) + c
    d = (d << 11) | (d >>> 21)
  }
  chains[chain] = finalise(a)
  chains[chain + 1] = finalise(b)
  chains[chain + 2] = finalise(c)
  chains[chain + 3] = finalise(d)
}
