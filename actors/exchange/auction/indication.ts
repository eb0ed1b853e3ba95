import type { Side } from '../../../protocols/kind.ts'
import type { Book } from '../book/book.ts'
import type { MechanismSink } from '../mechanism.ts'
import { type Clearing, clearing, type TieRule } from './clearing.ts'

/** What was last told of an auction that builds, for whoever saves a mechanism. */
export type SavedIndication = readonly [price: number, size: number, surplus: number, side: number]

/** Tells what an auction would do now, whenever that is something else. */
export interface Indication {
  /** Reckons it anew; the sink hears `indicative` where it changed. @see clearing */
  tell(book: Book, reference: number, tie?: TieRule): void
  /** No auction builds any more; the sink hears `indicative` of nothing, unless that stood. */
  withdraw(): void
  save(): SavedIndication
  restore(saved: SavedIndication): void
}

/** An indication that has told nothing yet. */
export function createIndication(sink: MechanismSink): Indication {
  let told: Clearing = { price: 0, size: 0, surplus: 0, side: 0 }
  const change = (now: Clearing): void => {
    const { price, size, surplus, side } = now
    const isSame =
      price === told.price && size === told.size && surplus === told.surplus && side === told.side
    if (isSame) return
    told = now
    sink.indicative(price, size, surplus, side)
  }
  return {
    tell(book, reference, tie) {
      change(clearing(book, reference, tie))
    },
    withdraw() {
      change({ price: 0, size: 0, surplus: 0, side: 0 })
    },
    save: () => [told.price, told.size, told.surplus, told.side],
    restore([price, size, surplus, side]) {
      told = { price, size, surplus, side: side as Side | 0 }
    },
  }
}
