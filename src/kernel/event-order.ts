import { draw32 } from '../../protocols/hash.ts'
import type { Directory } from './directory.ts'

/** The place of an event in the one order of a run. */
export interface EventKey {
  time: number
  sender: number
  sequence: number
  recipient: number
}

/**
 * The tie-breaker of what `sender` says that arrives at `time`: 32 bits of (seed, sender's key,
 * time). At equal times no actor stands before another for good, and one sender's own messages, all
 * of one tie, keep their order.
 */
export function tieOf(directory: Directory, sender: number, time: number): number {
  return draw32(directory.tieLoOf(sender), directory.tieHiOf(sender), time, 0)
}

/**
 * The total order of events, `(time, tie, sender, sequence, recipient)`, which does not depend on
 * where anybody is placed.
 * @returns negative where `a` is first, positive where `b` is, 0 for the same event
 */
export function compareKeys(directory: Directory, a: EventKey, b: EventKey): number {
  return a.time === b.time
    ? compareAtOneTime(directory, a.time, a.sender, a.sequence, b.sender, b.sequence) ||
        a.recipient - b.recipient
    : a.time - b.time
}

/** @see compareKeys, for two events at one `time`, without their recipients */
export function compareAtOneTime(
  directory: Directory,
  time: number,
  senderA: number,
  sequenceA: number,
  senderB: number,
  sequenceB: number,
): number {
  if (senderA === senderB) return sequenceA - sequenceB
  const tieA = tieOf(directory, senderA, time)
  const tieB = tieOf(directory, senderB, time)
  return tieA === tieB ? senderA - senderB : tieA - tieB
}
