import { CELL_BYTES, CELLS_MAX, Cells } from './cells.ts'
import {
  BEYOND,
  CARRIED,
  EVERYONE,
  FIELDS,
  type Field,
  type FieldName,
  HEADER,
  LAYOUTS,
  VERSION,
} from './layout.ts'
import type { Body, Envelope, Start, Timer } from './message.ts'
import { ACTORS_MAX } from './units.ts'
import { cellsOf, writeBody, writeEnvelope } from './writer.ts'

/** Why bytes are not a message. */
export type FrameRefusal =
  | 'truncated'
  | 'wrong version'
  | 'oversized'
  | 'wrong length'
  | 'unknown kind'
  | 'field out of range'
  | 'reserved byte set'

/** A message as a plain object, and how many bytes it took; or why there is none. */
export type Decoded =
  | { readonly ok: true; readonly message: WireBody & Envelope; readonly bytes: number }
  | { readonly ok: false; readonly reason: FrameRefusal; readonly field?: string }

/** What may cross a wire: everything but what an actor says to itself. */
export type WireBody = Exclude<Body, Start | Timer>

/** The bytes of one message: 64 to 1,024, a whole number of cells. The caller keeps to the ranges. */
export function encode(message: WireBody & Envelope): Uint8Array {
  const cells = new Cells(cellsOf(message))
  writeBody(cells, 0, message)
  const { sender, recipient, sequence, sent, arrives } = message
  writeEnvelope(cells, 0, sender, recipient, sequence, sent, arrives)
  return cells.bytes
}

/**
 * Reads the message at the beginning of `frame`; more may follow, since a batch is a concatenation.
 * Whatever the bytes are, this answers and never throws. What is not a message is refused with the
 * first reason met: its version and length, whether all of it is there, its kind, its fields in the
 * order of their layout, whether it is as long as they take, and the bytes that must be zero.
 */
export function decode(frame: Uint8Array): Decoded {
  if (frame.length < CELL_BYTES) return { ok: false, reason: 'truncated' }
  if (frame[0] !== VERSION) return { ok: false, reason: 'wrong version' }
  const count = frame[1] as number
  if (count < 1) return { ok: false, reason: 'wrong length' }
  if (count > CELLS_MAX) return { ok: false, reason: 'oversized' }
  const bytes = count * CELL_BYTES
  if (frame.length < bytes) return { ok: false, reason: 'truncated' }

  const kind = frame[2] as number
  const carried = CARRIED.get(kind)
  if (carried === undefined) return { ok: false, reason: 'unknown kind' }
  const view = new DataView(frame.buffer, frame.byteOffset, bytes)
  const message: Record<string, number | string> = { kind }
  for (const [name, field] of fieldsOf(kind)) {
    const value = readField(view, field, count)
    if (value === undefined || (name === 'recipient' && !isAddressee(value))) {
      return { ok: false, reason: 'field out of range', field: name }
    }
    if (value !== 0 || field.optional !== true) message[name] = value
  }
  if (count !== cellsTaken(kind, message)) return { ok: false, reason: 'wrong length' }
  if (!zeroOutside(frame, carried, bytes, message)) {
    return { ok: false, reason: 'reserved byte set' }
  }
  return { ok: true, message: message as unknown as WireBody & Envelope, bytes }
}

const { version: _version, cells: _cells, kind: _kind, ...envelope } = HEADER

/** The fields of a kind that a message shows: its envelope's, then its own. */
const fields = new Map<number, [string, Field][]>(
  Object.entries(LAYOUTS).map(([kind, names]) => [
    Number(kind),
    [...Object.entries(envelope), ...names.map((name): [string, Field] => [name, FIELDS[name]])],
  ]),
)
const fieldsOf = (kind: number): [string, Field][] => fields.get(kind) as [string, Field][]

/** The field's value, or `undefined` where it is not one that the field may have. */
function readField(view: DataView, field: Field, count: number): number | string | undefined {
  if (field.type === 'text') return readText(view, field, count)
  if (field.offset >= count * CELL_BYTES) return 0
  const value = readNumber(view, field)
  if (!(value >= field.min && value <= field.max)) return undefined
  if (field.values !== undefined && !field.values.has(value)) return undefined
  if (field.type === 'f64' && field.real !== true) {
    if (!Number.isInteger(value) || Object.is(value, -0)) return undefined
  }
  return value
}

function readNumber(view: DataView, { offset, type }: Field): number {
  if (type === 'u8') return view.getUint8(offset)
  if (type === 'u16') return view.getUint16(offset, true)
  if (type === 'u32') return view.getUint32(offset, true)
  if (type === 'i32') return view.getInt32(offset, true)
  return view.getFloat64(offset, true)
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function readText(view: DataView, { offset, max }: Field, count: number): string | undefined {
  const length = view.getUint32(offset, true)
  if (length > max || length > (count - 1) * CELL_BYTES) return undefined
  const bytes = new Uint8Array(view.buffer, view.byteOffset + CELL_BYTES, length)
  try {
    return strictUtf8.decode(bytes)
  } catch {
    return undefined
  }
}

/** An actor or everyone; the numbers between are nobody's. */
const isAddressee = (recipient: number | string): boolean =>
  recipient === EVERYONE || (recipient as number) < ACTORS_MAX

const utf8 = new TextEncoder()
const textLength = ({ text }: Record<string, number | string>): number =>
  typeof text === 'string' ? utf8.encode(text).length : 0

/** The cells that a message of its kind takes: one, those of its text, and one for what is beyond. */
function cellsTaken(kind: number, message: Record<string, number | string>): number {
  const isBeyond = (BEYOND.get(kind) as readonly FieldName[]).some((name) => !!message[name])
  return 1 + (isBeyond ? 1 : 0) + Math.ceil(textLength(message) / CELL_BYTES)
}

function zeroOutside(
  frame: Uint8Array,
  carried: Uint8Array,
  bytes: number,
  message: Record<string, number | string>,
): boolean {
  const text = CELL_BYTES + textLength(message)
  for (let byte = 0; byte < bytes; byte++) {
    const isFree = byte < carried.length ? carried[byte] === 0 : byte >= text
    if (isFree && frame[byte] !== 0) return false
  }
  return true
}
