const ROOT = 1

/**
 * A sorted map from keys of 30 bits to positive 31-bit values: a trie of six levels, five bits of
 * the key at each, so that a node is one word of occupancy and 32 children.
 *
 * Looking up is six dependent loads, whatever is in it: absent children are node 0, whose children
 * are all 0, so that the way down has no branch. The lowest key under a node is found by counting
 * trailing zeros. Nodes know their parents, so that the step from a key to the next, and the end
 * of a key, go only as far up as they must: one node for neighbours, six at worst. Emptied nodes
 * are pooled. Worst case in memory: keys far apart take five nodes (680 bytes) each.
 */
export class PriceTrie {
  private occupancy: Int32Array
  private parent: Int32Array
  private children: Int32Array
  /** First of the pooled nodes, threaded through `parent`. */
  private free = 0
  private used = 2

  constructor() {
    this.occupancy = new Int32Array(64)
    this.parent = new Int32Array(64)
    this.children = new Int32Array(64 * 32)
  }

  /** The leaf that holds `key` and its 31 neighbours, or 0. @param key 0..2^30 − 1 */
  leaf(key: number): number {
    const children = this.children
    let node = children[(ROOT << 5) | (key >>> 25)] as number
    node = children[(node << 5) | ((key >>> 20) & 31)] as number
    node = children[(node << 5) | ((key >>> 15) & 31)] as number
    node = children[(node << 5) | ((key >>> 10) & 31)] as number
    return children[(node << 5) | ((key >>> 5) & 31)] as number
  }

  /** The value of `key` in its leaf, or 0. @param leaf as `leaf(key)` gives it */
  get(leaf: number, key: number): number {
    return this.children[(leaf << 5) | (key & 31)] as number
  }

  /** Gives `key`, which has none, a value. @returns its leaf, good until `remove` of the key */
  add(key: number, value: number): number {
    let node = ROOT
    for (let shift = 25; shift > 0; shift -= 5) {
      const digit = (key >>> shift) & 31
      let child = this.children[(node << 5) | digit] as number
      if (child === 0) {
        child = this.take(node)
        this.set(node, digit, child)
      }
      node = child
    }
    this.set(node, key & 31, value)
    return node
  }

  /** Takes out `key`, which has a value, and every node that this empties. */
  remove(leaf: number, key: number): void {
    const { occupancy, children } = this
    let node = leaf
    for (let shift = 0; ; shift += 5) {
      const digit = (key >>> shift) & 31
      const left = (occupancy[node] as number) & ~(1 << digit)
      occupancy[node] = left
      children[(node << 5) | digit] = 0
      if (left !== 0 || node === ROOT) return
      const above = this.parent[node] as number
      this.parent[node] = this.free
      this.free = node
      node = above
    }
  }

  /** The value of the lowest key, or 0. */
  lowest(): number {
    return this.descend(ROOT, 6)
  }

  /**
   * The value of the lowest key, or 0, right after `remove(leaf, …)` took out what was the lowest:
   * mostly there is another in the same leaf.
   */
  lowestFrom(leaf: number): number {
    const bits = this.occupancy[leaf] as number
    if (bits === 0) return this.lowest()
    return this.children[(leaf << 5) | trailingZeros(bits)] as number
  }

  /** The value of the lowest key above `key`, or 0. @param leaf the leaf of `key`, not 0 */
  after(leaf: number, key: number): number {
    let node = leaf
    for (let height = 1; node !== 0; height++) {
      const digit = (key >>> (5 * height - 5)) & 31
      const above = (this.occupancy[node] as number) & (-2 << digit)
      if (above !== 0) {
        const child = this.children[(node << 5) | trailingZeros(above)] as number
        return this.descend(child, height - 1)
      }
      node = this.parent[node] as number
    }
    return 0
  }

  /** The value of the lowest key under `node`, which is `height` levels above the values. */
  private descend(node: number, height: number): number {
    const { occupancy, children } = this
    let below = node
    for (let level = height; level > 0 && below !== 0; level--) {
      const bits = occupancy[below] as number
      if (bits === 0) return 0
      below = children[(below << 5) | trailingZeros(bits)] as number
    }
    return below
  }

  private set(node: number, digit: number, child: number): void {
    this.children[(node << 5) | digit] = child
    this.occupancy[node] = (this.occupancy[node] as number) | (1 << digit)
  }

  /** An empty node under `parent`. */
  private take(parent: number): number {
    let node = this.free
    if (node === 0) {
      if (this.used === this.occupancy.length) this.double()
      node = this.used++
    } else {
      this.free = this.parent[node] as number
    }
    this.parent[node] = parent
    return node
  }

  private double(): void {
    this.occupancy = doubled(this.occupancy)
    this.parent = doubled(this.parent)
    this.children = doubled(this.children)
  }
}

function doubled(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}

/** The place of the lowest bit set. @param bits not 0 */
const trailingZeros = (bits: number): number => 31 - Math.clz32(bits & -bits)
