import { isDeepStrictEqual } from 'node:util'
import { type Decoded, decode } from '../../protocols/codec.ts'
import { readManifest } from './manifest.ts'
import { recordsOf, type TapeSource } from './read-tape.ts'
import { runFolderAt } from './run-folder.ts'

/** One record of a tape, in words and numbers. */
export type DecodedRecord = Extract<Decoded, { ok: true }>['message'] | { readonly bytes: string }

/** Two tapes beside each other. */
export interface TapeDifference {
  readonly equal: boolean
  /** Records of each. */
  readonly records: { readonly a: number; readonly b: number }
  /** The first record in which they differ, or absent where they are equal. */
  readonly first?: {
    /** Records before it, the same on both. */
    readonly index: number
    /** When it was said, ns; the earlier of the two. */
    readonly at: number
    /** What stands there; absent where the tape has ended. */
    readonly a?: DecodedRecord
    readonly b?: DecodedRecord
  }
}

/**
 * Finds the first record in which two tapes differ, byte by byte: there, two runs that ought to be
 * the same parted ways.
 * @throws TapeError where one cannot be read
 */
export function diffTapes(a: TapeSource, b: TapeSource): TapeDifference {
  const [left, right] = [recordsOf(a), recordsOf(b)]
  for (let index = 0; ; index++) {
    const [one, other] = [left.next(), right.next()]
    if (one.done && other.done) return { equal: true, records: { a: index, b: index } }
    if (!one.done && !other.done && Buffer.compare(one.value, other.value) === 0) continue

    const first = {
      index,
      at: Math.min(...[one, other].map(({ value }) => (value ? sentOf(value) : Infinity))),
      ...(one.done ? {} : { a: decoded(one.value) }),
      ...(other.done ? {} : { b: decoded(other.value) }),
    }
    const records = {
      a: index + (one.done ? 0 : 1 + countOf(left)),
      b: index + (other.done ? 0 : 1 + countOf(right)),
    }
    return { equal: false, records, first }
  }
}

/** Two runs beside each other. */
export interface RunDifference extends TapeDifference {
  /** Where their manifests ask for something else: a field, and what each says. */
  readonly asked: readonly { readonly field: string; readonly a: unknown; readonly b: unknown }[]
}

/** Compares two run folders: what was asked of them, and what came of it. @see diffTapes */
export function diffRuns(a: string, b: string): RunDifference {
  const [one, other] = [readManifest(a), readManifest(b)]
  const asked = [
    ...differences(one.scenarioName, other.scenarioName, 'scenarioName'),
    ...differences(one.seed, other.seed, 'seed'),
    ...differences(one.end, other.end, 'end'),
    ...differences(one.scenario, other.scenario, 'scenario'),
  ]
  return { asked, ...diffTapes(runFolderAt(a).tape, runFolderAt(b).tape) }
}

/** Every field, by its path, in which two values differ. */
function differences(
  a: unknown,
  b: unknown,
  field: string,
): { field: string; a: unknown; b: unknown }[] {
  if (isDeepStrictEqual(a, b)) return []
  if (!isObject(a) || !isObject(b)) return [{ field, a, b }]
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].flatMap((name) => differences(a[name], b[name], `${field}.${name}`))
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

function countOf(records: Iterable<unknown>): number {
  let count = 0
  for (const _ of records) count++
  return count
}

const sentOf = (record: Uint8Array): number =>
  new DataView(record.buffer, record.byteOffset, record.length).getFloat64(16, true)

function decoded(record: Uint8Array): DecodedRecord {
  const result = decode(record)
  return result.ok ? result.message : { bytes: Buffer.from(record).toString('hex') }
}
