import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PriceTrie } from '../../../../actors/exchange/book/price-trie.ts'
import { PRICE_MAX } from '../../../../protocols/units.ts'
import { runs } from '../../../runs.ts'

// Neighbours, ends of nodes at every height, and keys anywhere.
const key = fc.oneof(
  fc.integer({ min: 0, max: 70 }),
  fc
    .tuple(fc.constantFrom(5, 10, 15, 20, 25), fc.integer({ min: 0, max: 31 }), fc.boolean())
    .map(([shift, digit, before]) => Math.max(0, digit * 2 ** shift - Number(before))),
  fc.integer({ min: 0, max: PRICE_MAX }),
  fc.constantFrom(0, PRICE_MAX - 1, PRICE_MAX),
)

test('the trie walks the same keys in the same order as a sorted list', () => {
  fc.assert(
    fc.property(fc.array(key, { maxLength: 80, size: 'max' }), (keys) => {
      const trie = new PriceTrie()
      const plain = new Map<number, number>()
      keys.forEach((each, step) => {
        const leaf = trie.leaf(each)
        expect(trie.get(leaf, each)).toBe(plain.get(each) ?? 0)
        if (plain.delete(each)) {
          const lowest = each < Math.min(...plain.keys())
          trie.remove(leaf, each)
          if (lowest) expect(trie.lowestFrom(leaf)).toBe(trie.lowest())
        } else {
          expect(trie.add(each, step + 1)).toBe(trie.leaf(each))
          plain.set(each, step + 1)
        }
        const sorted = [...plain].sort(([a], [b]) => a - b)
        expect(trie.lowest()).toBe(sorted[0]?.[1] ?? 0)
        const found = sorted.map(([here]) => trie.get(trie.leaf(here), here))
        const walked = sorted.map(([here]) => trie.after(trie.leaf(here), here))
        expect(found).toEqual(sorted.map(([, value]) => value))
        expect(walked).toEqual([...found.slice(1), 0].slice(0, found.length))
      })
    }),
    { numRuns: runs(1_000) },
  )
})

test('keys that end leave the trie as good as new', () => {
  const trie = new PriceTrie()
  for (let round = 0; round < 200; round++) {
    for (let place = 0; place < 30; place++) trie.add((place << 25) + round * 1_000, place + 1)
    for (let place = 0; place < 30; place++) {
      const each = (place << 25) + round * 1_000
      expect(trie.lowest()).toBe(place + 1)
      trie.remove(trie.leaf(each), each)
    }
    expect(trie.lowest()).toBe(0)
  }
  // Thirty paths of five nodes each are in use at most, so pooled nodes were used again.
  expect((trie as unknown as { used: number }).used).toBeLessThanOrEqual(2 + 30 * 5)
})
