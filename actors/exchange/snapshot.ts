import { derive, type Key, rootKey } from '../../protocols/hash.ts'
import type { SavedAccount } from './accounts.ts'
import type { SavedSession } from './floor.ts'
import type { SavedGateway } from './gateway.ts'
import type { PausesState } from './guards/pauses.ts'
import type { WatchesState } from './guards/watches.ts'
import type { HeldRequest } from './speed-bump.ts'
import type { SavedTimer } from './venue-timers.ts'

/** All of a venue's state, as plain values that JSON carries exactly. */
export interface SavedVenue {
  /** When it was saved, ns since the session's start. */
  readonly at: number
  /** The key of its chance. */
  readonly root: Key
  readonly session: SavedSession
  readonly accounts: readonly SavedAccount[]
  readonly watches?: WatchesState | undefined
  /** What is known of other venues, where they are protected. */
  readonly elsewhere?: readonly (readonly number[])[] | undefined
  /** By instrument. */
  readonly desks: readonly unknown[]
  /** Requests that have passed the bump and wait to be served, and those that it holds. */
  readonly gateway: SavedGateway
  readonly held: readonly HeldRequest[]
  readonly pauses: PausesState
  readonly timers: readonly SavedTimer[]
}

/** A venue that runs. */
export interface RunningVenue {
  /**
   * Its state between two messages. A venue that is made with the same parameters `from` it, and
   * starts at the same time, goes on as this one does.
   */
  save(): SavedVenue
}

const MAGIC = 0x4f54_4356
const VERSION = 1
const HEADER = 20

/**
 * A snapshot as bytes: magic, version, length and a check of 64 bits in little-endian words, then
 * the state as JSON in UTF-8.
 */
export function encodeVenue(saved: SavedVenue): Uint8Array {
  const text = JSON.stringify(saved)
  const body = new TextEncoder().encode(text)
  const bytes = new Uint8Array(HEADER + body.length)
  const { lo, hi } = checkOf(text)
  const view = new DataView(bytes.buffer)
  for (const [nth, word] of [MAGIC, VERSION, body.length, lo, hi].entries()) {
    view.setUint32(4 * nth, word, true)
  }
  bytes.set(body, HEADER)
  return bytes
}

/** Why bytes are no snapshot. */
export type SnapshotFault = 'no-snapshot' | 'other-version' | 'cut-off' | 'damaged'

/** Reads what `encodeVenue` wrote. Never throws: bytes that are not a whole snapshot are refused. */
export function decodeVenue(
  bytes: Uint8Array,
): { readonly saved: SavedVenue } | { readonly fault: SnapshotFault } {
  if (bytes.length < HEADER) return { fault: 'cut-off' }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(0, true) !== MAGIC) return { fault: 'no-snapshot' }
  if (view.getUint32(4, true) !== VERSION) return { fault: 'other-version' }
  const length = view.getUint32(8, true)
  if (bytes.length < HEADER + length) return { fault: 'cut-off' }
  if (bytes.length > HEADER + length) return { fault: 'damaged' }
  const text = new TextDecoder().decode(bytes.subarray(HEADER))
  const { lo, hi } = checkOf(text)
  if (view.getUint32(12, true) !== lo || view.getUint32(16, true) !== hi)
    return { fault: 'damaged' }
  return { saved: JSON.parse(text) as SavedVenue }
}

const checkOf = (text: string): Key => derive(rootKey(VERSION, 'venue snapshot'), text)
