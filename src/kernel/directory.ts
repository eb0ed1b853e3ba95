import { derive, type Key, rootKey, uniformOf } from '../../protocols/hash.ts'

/** Sender and recipient of a direct message that no declared link joins. */
export class UndeclaredLinkError extends Error {
  override name = 'UndeclaredLinkError'
}

/** Who there is in a run, known alike to every kernel that takes part in it. */
export interface Cast {
  readonly seed: number
  /** The stable keys, `group/index`, by dense id. */
  readonly keys: readonly string[]
  /** Venues and other hubs, who may speak with everyone, by dense id. */
  readonly hubs: readonly number[]
  /** Further pairs who may speak with each other. */
  readonly links?: readonly (readonly [number, number])[]
  /** Thinking time in ns that each actor adds to whatever it says, by dense id; default 0. */
  readonly thinking?: ArrayLike<number>
  /** Which kernel hosts each actor, by dense id; default all 0. */
  readonly placement?: ArrayLike<number>
}

/**
 * The cast by dense id, with what chance and order need of each: hashes of its stable key, so that
 * who else is there, and where anyone is placed, changes nobody's ties and delays.
 */
export class Directory {
  readonly seed: number
  readonly keys: readonly string[]
  readonly count: number
  readonly thinking: Float64Array
  readonly placement: Uint8Array
  readonly hubs: readonly number[]
  readonly links: readonly (readonly [number, number])[]
  private readonly hub: Uint8Array
  private readonly pairs: ReadonlySet<number>
  private readonly tieLo: Uint32Array
  private readonly tieHi: Uint32Array
  private readonly linkLo: Uint32Array
  private readonly linkHi: Uint32Array

  constructor(cast: Cast) {
    this.seed = cast.seed
    this.keys = cast.keys
    this.count = cast.keys.length
    this.hubs = cast.hubs
    this.thinking = Float64Array.from({ length: this.count }, (_, id) => cast.thinking?.[id] ?? 0)
    this.placement = Uint8Array.from({ length: this.count }, (_, id) => cast.placement?.[id] ?? 0)
    this.hub = new Uint8Array(this.count)
    for (const id of cast.hubs) this.hub[id] = 1
    this.links = cast.links ?? []
    this.pairs = new Set(this.links.flatMap(([a, b]) => [this.pair(a, b), this.pair(b, a)]))
    this.tieLo = new Uint32Array(this.count)
    this.tieHi = new Uint32Array(this.count)
    this.linkLo = new Uint32Array(this.count)
    this.linkHi = new Uint32Array(this.count)
    const tie = rootKey(cast.seed, 'tie')
    const link = rootKey(cast.seed, 'link')
    for (let id = 0; id < this.count; id++) {
      const key = cast.keys[id] as string
      const ties = derive(tie, key)
      this.tieLo[id] = ties.lo
      this.tieHi[id] = ties.hi
      const links = derive(link, key)
      this.linkLo[id] = links.lo
      this.linkHi[id] = links.hi
    }
  }

  private pair(a: number, b: number): number {
    return a * this.count + b
  }

  /** Whether `sender` may speak to `recipient`: one of them is a hub, or a link was declared. */
  linked(sender: number, recipient: number): boolean {
    if (this.hub[sender] === 1 || this.hub[recipient] === 1) return sender !== recipient
    return this.pairs.has(this.pair(sender, recipient))
  }

  /** @see linked @throws UndeclaredLinkError */
  demandLink(sender: number, recipient: number): void {
    if (recipient < this.count && this.linked(sender, recipient)) return
    const to = this.keys[recipient] ?? `actor ${recipient}`
    throw new UndeclaredLinkError(`${this.keys[sender]} has no declared link to ${to}`)
  }

  /** The key under which an actor's own sequence of chance begins. */
  streamKey(id: number, purpose: string): Key {
    return derive(rootKey(this.seed, purpose), this.keys[id] as string)
  }

  tieLoOf(id: number): number {
    return this.tieLo[id] as number
  }
  tieHiOf(id: number): number {
    return this.tieHi[id] as number
  }
  /** The uniform number of jitter for what `sender` says to `recipient`, or reads of it, as its `nth`. */
  uniformOn(sender: number, recipient: number, nth: number, channel = 0): number {
    const name = (this.linkHi[recipient] as number) ^ channel
    return uniformOf(this.linkLo[sender] as number, this.linkHi[sender] as number, nth, name)
  }
}
