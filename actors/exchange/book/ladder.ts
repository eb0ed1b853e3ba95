import { Side } from '../../../protocols/kind.ts'
import { PRICE_MAX } from '../../../protocols/units.ts'
import type { OrderStore } from './order-store.ts'
import { PriceTrie } from './price-trie.ts'

/**
 * One side of a book: its price levels, best first, each a queue of orders, oldest first.
 *
 * Prices are turned into keys that rise from best to worst on either side (an ask's key is its
 * price, a bid's is PRICE_MAX less its price), so that one piece of code serves both. The best
 * level is kept at hand; the others are found through a trie. A level is pooled memory of eight
 * words, the last two of them a float: its total may pass 2^31, and whole numbers to 2^53 are
 * exact. Adding to a level, leaving it and reducing it take constant time; opening and closing one
 * take six steps in the trie at worst.
 */

/** Above every key. */
const NO_KEY = 2 ** 30

const LEVEL_WORDS = 8
/** Oldest order; in a free level, the next free one. */
const HEAD = 0
/** Newest order. */
const TAIL = 1
const KEY = 2
/** Orders in the queue. */
const COUNT = 3
/** Leaf of the trie that holds it. */
const LEAF = 4
/** The float at words 6 and 7. */
const TOTAL = 3

/** One side of a book: its price levels in order of priority, and each level's queue. */
export class Ladder {
  readonly side: Side
  /** The best level's key, 2^30 where the side is empty. */
  bestKey = NO_KEY
  /** The best level, 0 where the side is empty. */
  best = 0
  private readonly flip: number
  private readonly store: OrderStore
  private readonly trie = new PriceTrie()
  private words: Int32Array
  private floats: Float64Array
  private free = 0
  private used = LEVEL_WORDS
  /** All open lots of the side, in a float of its own: an object's number may be boxed anew. */
  private readonly sum = new Float64Array(1)

  constructor(side: Side, store: OrderStore) {
    this.side = side
    this.flip = side === Side.buy ? PRICE_MAX : 0
    this.store = store
    this.words = new Int32Array(64 * LEVEL_WORDS)
    this.floats = new Float64Array(this.words.buffer)
  }

  /** The worst key at which an order of the other side trades. @param limit 0: at any */
  reach(limit: number): number {
    return limit === 0 ? NO_KEY - 1 : limit ^ this.flip
  }

  get volume(): number {
    return this.sum[0] as number
  }

  /** The level at `price`, or 0. */
  at(price: number): number {
    const key = price ^ this.flip
    if (key === this.bestKey) return this.best
    return this.trie.get(this.trie.leaf(key), key)
  }

  /** The next worse level, or 0. */
  worse(level: number): number {
    const { words } = this
    return this.trie.after(words[level | LEAF] as number, words[level | KEY] as number)
  }

  /** The price a tick better than that of `key`, 0 where the range ends there. */
  priceBefore(key: number): number {
    return key === 0 ? 0 : (key - 1) ^ this.flip
  }

  /** The level's key; above every key for level 0, which is none. */
  key(level: number): number {
    return level === 0 ? NO_KEY : (this.words[level | KEY] as number)
  }
  price(level: number): number {
    return (this.words[level | KEY] as number) ^ this.flip
  }
  total(level: number): number {
    return this.floats[(level >> 1) | TOTAL] as number
  }
  count(level: number): number {
    return this.words[level | COUNT] as number
  }
  /** The level's oldest order. */
  oldest(level: number): number {
    return this.words[level | HEAD] as number
  }

  /** Whether `size` lots stand at keys up to `reach`. Walks the levels that it takes. */
  holds(size: number, reach: number): boolean {
    let missing = size
    for (let level = this.best; level !== 0; level = this.worse(level)) {
      if ((this.words[level | KEY] as number) > reach) return false
      missing -= this.total(level)
      if (missing <= 0) return true
    }
    return false
  }

  /** Puts an order last at its price. */
  append(at: number): void {
    const { store } = this
    const open = store.open(at)
    const price = store.price(at)
    const level = this.at(price) || this.begin(price ^ this.flip)
    const { words, floats } = this
    const last = words[level | TAIL] as number
    if (last === 0) words[level | HEAD] = at
    words[level | TAIL] = at
    words[level | COUNT] = (words[level | COUNT] as number) + 1
    const total = (level >> 1) | TOTAL
    floats[total] = (floats[total] as number) + open
    this.sum[0] = (this.sum[0] as number) + open
    store.setLevel(at, level)
    store.link(at, last)
  }

  /** Takes `size` lots off the totals of the order's level. The order itself is the caller's. */
  reduce(at: number, size: number): void {
    const { floats } = this
    const total = (this.store.level(at) >> 1) | TOTAL
    floats[total] = (floats[total] as number) - size
    this.sum[0] = (this.sum[0] as number) - size
  }

  /** Takes the order out of its queue, and its level out of the side if it was the last there. */
  remove(at: number): void {
    const { store, words, floats } = this
    const level = store.level(at)
    const open = store.open(at)
    const total = (level >> 1) | TOTAL
    floats[total] = (floats[total] as number) - open
    this.sum[0] = (this.sum[0] as number) - open
    if (words[level | HEAD] === at) words[level | HEAD] = store.next(at)
    if (words[level | TAIL] === at) words[level | TAIL] = store.previous(at)
    store.unlink(at)
    const count = (words[level | COUNT] as number) - 1
    words[level | COUNT] = count
    if (count === 0) this.end(level)
  }

  private begin(key: number): number {
    let level = this.free
    if (level === 0) {
      if (this.used === this.words.length) this.double()
      level = this.used
      this.used = level + LEVEL_WORDS
    } else {
      this.free = this.words[level | HEAD] as number
    }
    const { words } = this
    words[level | HEAD] = 0
    words[level | TAIL] = 0
    words[level | KEY] = key
    words[level | COUNT] = 0
    words[level | LEAF] = this.trie.add(key, level)
    this.floats[(level >> 1) | TOTAL] = 0
    if (key < this.bestKey) {
      this.bestKey = key
      this.best = level
    }
    return level
  }

  private end(level: number): void {
    const { words } = this
    const leaf = words[level | LEAF] as number
    this.trie.remove(leaf, words[level | KEY] as number)
    if (level === this.best) {
      this.best = this.trie.lowestFrom(leaf)
      this.bestKey = this.best === 0 ? NO_KEY : (words[this.best | KEY] as number)
    }
    words[level | HEAD] = this.free
    this.free = level
  }

  private double(): void {
    const larger = new Int32Array(this.words.length * 2)
    larger.set(this.words)
    this.words = larger
    this.floats = new Float64Array(larger.buffer)
  }
}
