import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CHAIN_WORDS,
  derive,
  draw32,
  drawUniform,
  extendChain,
  type Key,
  rootKey,
} from '../../protocols/hash.ts'

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const seed = fc.maxSafeNat()
const key = fc.record({ lo: word, hi: word }, { noNullPrototype: true })
/** 0..2^53 − 1, the high half as often set as the low. */
const counter = fc.oneof(seed, fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER))

describe('the same seed gives the same chance for ever', () => {
  const tie = rootKey(42, 'tie')

  test('keys of seed 42', () => {
    expect(tie).toEqual({ lo: 3164046368, hi: 1896950059 })
    expect(derive(tie, 'noise/7')).toEqual({ lo: 653881490, hi: 1186218291 })
    expect(derive(tie, 7)).toEqual({ lo: 386409941, hi: 3311182888 })
    expect(derive(tie, 2 ** 40 + 7)).toEqual({ lo: 2727405861, hi: 202606570 })
    expect(rootKey(0, '')).toEqual({ lo: 3481581875, hi: 782180947 })
    expect(rootKey(2 ** 53 - 1, 'x')).toEqual({ lo: 2412396995, hi: 2905415589 })
  })

  test('draws of seed 42', () => {
    const { lo, hi } = tie
    expect(draw32(lo, hi, 0, 0)).toBe(3392625696)
    expect(draw32(lo, hi, 1, 0)).toBe(968866934)
    expect(draw32(lo, hi, 0, 1)).toBe(4065340010)
    expect(draw32(lo, hi, 2 ** 53 - 1, 2 ** 32 - 1)).toBe(472081316)
    expect(drawUniform(tie, 0, 0)).toBe(0.7899072205106775)
    expect(drawUniform(tie, 1, 0)).toBe(0.22558190485751883)
    expect(drawUniform(tie, 34_200_000_000_000, 5)).toBe(0.15922422137679015)
  })

  test('a chain', () => {
    const chain = chained([Array.from({ length: 16 }, (_, nth) => nth + 42)])
    expect(chain).toEqual([1168064041, 1482758089, 3505023419, 3183426529])
  })
})

describe('a draw', () => {
  test('is strictly between 0 and 1, on the middle of one of 2^52 steps', () => {
    fc.assert(
      fc.property(key, counter, word, (each, a, b) => {
        const uniform = drawUniform(each, a, b)
        expect(uniform).toBeGreaterThan(0)
        expect(uniform).toBeLessThan(1)
        expect((uniform * 2 ** 53) % 2).toBe(1)
      }),
      { numRuns: 2_000 },
    )
  })

  test('is 32 bits, and depends on nothing but what it was asked for', () => {
    fc.assert(
      fc.property(key, counter, word, ({ lo, hi }, a, b) => {
        const drawn = draw32(lo, hi, a, b)
        expect(drawn).toBe(drawn >>> 0)
        draw32(hi, lo, b, b)
        expect(draw32(lo, hi, a, b)).toBe(drawn)
      }),
    )
  })

  test('is as often in one part of 0..1 as in another, for any seed and either counter', () => {
    for (const each of [0, 1, 2, 42, 43, 2 ** 32, 2 ** 53 - 1]) {
      const root = rootKey(each, 'uniform')
      // 255 degrees of freedom: mean 255, deviation 22.6; six deviations are 391.
      expect(chiSquared((nth) => drawUniform(root, nth, 0))).toBeLessThan(391)
      expect(chiSquared((nth) => drawUniform(root, 1, nth))).toBeLessThan(391)
      expect(chiSquared((nth) => drawUniform(derive(root, nth), 0, 0))).toBeLessThan(391)
      // The low half of its bits, which the first parts do not see.
      expect(chiSquared((nth) => (drawUniform(root, nth, 0) * 2 ** 26) % 1)).toBeLessThan(391)
    }
  })
})

describe('of neighbours, nothing is shared:', () => {
  const DRAWS = 20_000
  // Six deviations of the correlation of as many independent pairs.
  const LARGEST = 6 / Math.sqrt(DRAWS)
  const cases: [string, (nth: number) => number, (nth: number) => number][] = [
    ['seeds 42 and 43', draws(rootKey(42, 'x')), draws(rootKey(43, 'x'))],
    ['seeds 0 and 2^32', draws(rootKey(0, 'x')), draws(rootKey(2 ** 32, 'x'))],
    ['purposes', draws(rootKey(42, 'tie')), draws(rootKey(42, 'tif'))],
    ['actors', draws(derive(rootKey(42, 'x'), 'a/1')), draws(derive(rootKey(42, 'x'), 'a/2'))],
    ['counters', draws(rootKey(42, 'x')), (nth) => drawUniform(rootKey(42, 'x'), nth + 1, 0)],
    ['second counters', draws(rootKey(42, 'x')), (nth) => drawUniform(rootKey(42, 'x'), nth, 1)],
    ['seeds as counters', bySeed(0), bySeed(1)],
  ]

  test.each(cases)('%s', (_, first, second) => {
    expect(Math.abs(correlation(DRAWS, first, second))).toBeLessThan(LARGEST)
  })

  test('the name of the name is another than the two in one', () => {
    fc.assert(
      fc.property(seed, fc.string(), fc.string({ minLength: 1 }), (each, one, two) => {
        const root = rootKey(each, 'x')
        expect(derive(derive(root, one), two)).not.toEqual(derive(root, one + two))
        expect(derive(root, one + two)).not.toEqual(derive(root, one))
      }),
    )
  })

  test('ten thousand names under one seed have ten thousand keys', () => {
    const root = rootKey(42, 'actor')
    const names = Array.from({ length: 10_000 }, (_, nth) => (nth % 2 ? nth : `noise/${nth}`))
    const keys = names.map((name) => derive(root, name))
    expect(new Set(keys.map(({ lo, hi }) => `${lo} ${hi}`)).size).toBe(10_000)
  })
})

describe('one bit turned turns half of the others:', () => {
  const samples = 1_000
  const at = (nth: number, b: number): number => draw32(0x2545f491, 0x9e3779b9, nth, b)

  test('in a draw, for every bit of its key and counters', () => {
    const inputs: [number, (nth: number, bit: number) => number][] = [
      [32, (nth, bit) => draw32(at(nth, 0) ^ (1 << bit), at(nth, 1), high(nth), at(nth, 3))],
      [32, (nth, bit) => draw32(at(nth, 0), at(nth, 1) ^ (1 << bit), high(nth), at(nth, 3))],
      [53, (nth, bit) => draw32(at(nth, 0), at(nth, 1), turned(high(nth), bit), at(nth, 3))],
      [32, (nth, bit) => draw32(at(nth, 0), at(nth, 1), high(nth), at(nth, 3) ^ (1 << bit))],
    ]
    const plain = (nth: number): number => draw32(at(nth, 0), at(nth, 1), high(nth), at(nth, 3))
    for (const [bits, draw] of inputs) {
      for (let bit = 0; bit < bits; bit++) expectHalf(samples, plain, (nth) => draw(nth, bit))
    }
  })

  test('in both words of a key, for every bit of the seed', () => {
    for (const half of ['lo', 'hi'] as const) {
      const plain = (nth: number): number => rootKey(high(nth), 'x')[half]
      for (let bit = 0; bit < 53; bit++) {
        expectHalf(samples, plain, (nth) => rootKey(turned(high(nth), bit), 'x')[half])
      }
    }
  })

  test('in both words of a key, for every bit of the key it is under', () => {
    const root = (nth: number): Key => ({ lo: at(nth, 0), hi: at(nth, 1) })
    for (const half of ['lo', 'hi'] as const) {
      const plain = (nth: number): number => derive(root(nth), 'noise/1')[half]
      for (let bit = 0; bit < 32; bit++) {
        const lo = (nth: number): Key => ({ ...root(nth), lo: (at(nth, 0) ^ (1 << bit)) >>> 0 })
        const hi = (nth: number): Key => ({ ...root(nth), hi: (at(nth, 1) ^ (1 << bit)) >>> 0 })
        expectHalf(samples, plain, (nth) => derive(lo(nth), 'noise/1')[half])
        expectHalf(samples, plain, (nth) => derive(hi(nth), 'noise/1')[half])
      }
    }
  })

  function high(nth: number): number {
    return (at(nth, 4) & 0x1fffff) * 2 ** 32 + at(nth, 5)
  }
})

describe('a chain', () => {
  const record = fc.array(word, { minLength: 16, maxLength: 16 })
  const said = fc.array(record, { minLength: 1, maxLength: 5 })

  test('depends on every word of every record', () => {
    fc.assert(
      fc.property(said, fc.nat(), fc.nat(15), word, (records, which, nth, value) => {
        const changed = records.map((each) => [...each])
        const target = changed[which % changed.length] as number[]
        fc.pre(target[nth] !== value)
        target[nth] = value
        expect(chained(changed)).not.toEqual(chained(records))
      }),
    )
  })

  // A lane that is xored with its own rotation forgets which of two complements it was.
  test('is another even where one word turns a lane into its complement', () => {
    fc.assert(
      fc.property(record, (words) => {
        const [first] = words as [number]
        const lane = Math.imul(first, 0x85ebca6b)
        const twin = Math.imul(~lane, inverse(0x85ebca6b)) >>> 0
        expect(chained([[twin, ...words.slice(1)]])).not.toEqual(chained([words]))
      }),
    )
  })

  test('depends on the order of records, and of the words in one', () => {
    fc.assert(
      fc.property(record, record, fc.nat(15), fc.nat(15), (one, two, i, j) => {
        fc.pre(one.some((value, nth) => value !== two[nth]))
        expect(chained([one, two])).not.toEqual(chained([two, one]))
        fc.pre(one[i] !== one[j])
        const swapped = one.with(i, one[j] as number).with(j, one[i] as number)
        expect(chained([swapped])).not.toEqual(chained([one]))
      }),
    )
  })

  // A record begins with its version, so none is all zero.
  test('depends on how many records were said, were they all the same', () => {
    const same = [1, ...Array(15).fill(0)]
    const chains = Array.from({ length: 50 }, (_, count) => chained(Array(count).fill(same)))
    expect(new Set(chains.map(String)).size).toBe(50)
  })

  test('hears the words it is given, and leaves the chains beside it alone', () => {
    fc.assert(
      fc.property(record, fc.nat(3), fc.nat(4), (words, place, lead) => {
        const chains = new Uint32Array(4 * CHAIN_WORDS).fill(7)
        const more = Uint32Array.from([...Array(lead).fill(9), ...words, 9, 9])
        extendChain(chains, place * CHAIN_WORDS, more, lead, lead + 16)
        const alone = new Uint32Array(CHAIN_WORDS).fill(7)
        extendChain(alone, 0, Uint32Array.from(words), 0, 16)
        const expected = new Uint32Array(4 * CHAIN_WORDS).fill(7)
        expected.set(alone, place * CHAIN_WORDS)
        expect(chains).toEqual(expected)
      }),
    )
  })
})

/** The chain of one who said `records`. */
function chained(records: readonly (readonly number[])[]): number[] {
  const chain = new Uint32Array(CHAIN_WORDS)
  for (const words of records) extendChain(chain, 0, Uint32Array.from(words), 0, words.length)
  return [...chain]
}

/** 1/odd modulo 2^32, by Newton's iteration. */
function inverse(odd: number): number {
  let guess = odd
  for (let step = 0; step < 5; step++) guess = Math.imul(guess, 2 - Math.imul(odd, guess))
  return guess
}

function draws(under: Key): (nth: number) => number {
  return (nth) => drawUniform(under, nth, 0)
}

function bySeed(offset: number): (nth: number) => number {
  return (nth) => drawUniform(rootKey(nth + offset, 'x'), 0, 0)
}

/** χ² of 100,000 draws in 256 equal parts. */
function chiSquared(draw: (nth: number) => number): number {
  const parts = new Float64Array(256)
  for (let nth = 0; nth < 100_000; nth++) parts[Math.floor(draw(nth) * 256)]! += 1
  const expected = 100_000 / 256
  return parts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

/** Pearson's correlation of two sequences of uniform numbers, whose mean and variance are known. */
function correlation(
  count: number,
  first: (nth: number) => number,
  second: (nth: number) => number,
): number {
  let sum = 0
  for (let nth = 0; nth < count; nth++) sum += (first(nth) - 0.5) * (second(nth) - 0.5)
  return (sum / count) * 12
}

/** `value` with one of its 53 bits turned. */
function turned(value: number, bit: number): number {
  const power = 2 ** bit
  return Math.floor(value / power) % 2 === 1 ? value - power : value + power
}

/** Every output bit turns in half of the samples, within six deviations. */
function expectHalf(
  samples: number,
  plain: (nth: number) => number,
  changed: (nth: number) => number,
): void {
  const turns = new Float64Array(32)
  for (let nth = 0; nth < samples; nth++) {
    const difference = plain(nth) ^ changed(nth)
    for (let bit = 0; bit < 32; bit++) turns[bit]! += (difference >>> bit) & 1
  }
  const slack = 6 * Math.sqrt(samples / 4)
  expect(Math.max(...turns)).toBeLessThan(samples / 2 + slack)
  expect(Math.min(...turns)).toBeGreaterThan(samples / 2 - slack)
}
