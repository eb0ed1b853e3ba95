import fc from 'fast-check'
import type { WireBody } from '../../protocols/codec.ts'
import {
  EVERYONE,
  FIELDS,
  type Field,
  type FieldName,
  HEADER,
  LAYOUTS,
  type WireKind,
} from '../../protocols/layout.ts'
import type { Envelope } from '../../protocols/message.ts'
import { ACTORS_MAX } from '../../protocols/units.ts'

/** The kinds that may cross a wire. */
export const WIRE_KINDS = Object.keys(LAYOUTS).map(Number) as WireKind[]

const TEXT_MAX = 960
const utf8 = new TextEncoder()

// Ends of UTF-8's lengths, a byte order mark, and as many bytes as there may be.
const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 300, size: 'max' }),
    fc.string({ unit: fc.constantFrom('a', 'é', '\uFEFF', '\u0000', '𝄞') }),
    fc.constantFrom('x'.repeat(64), 'x'.repeat(65), 'x'.repeat(TEXT_MAX), '€'.repeat(320)),
  )
  .map((each) => Buffer.from(each).toString())
  .filter((each) => utf8.encode(each).length <= TEXT_MAX)

/** Every value that a field may have, its ends often. */
export function valuesOf(field: Field): fc.Arbitrary<number | string> {
  const { type, min, max } = field
  if (type === 'text') return text
  if (field.real === true) return fc.double({ noNaN: true, noDefaultInfinity: true })
  if (field.values !== undefined) return fc.constantFrom(...field.values)
  return fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max))
}

const recipient = fc.oneof(
  fc.integer({ min: 0, max: ACTORS_MAX - 1 }),
  fc.constantFrom(0, ACTORS_MAX - 1, EVERYONE),
)

/** A field's name and all its values, for each field that a message of `kind` shows. */
export function fieldsOf(kind: WireKind): [string, Field][] {
  const { version: _version, cells: _cells, kind: _kind, ...envelope } = HEADER
  const own = LAYOUTS[kind].map((name: FieldName): [string, Field] => [name, FIELDS[name]])
  return [...Object.entries(envelope), ...own]
}

/**
 * Any message of `kind`, over the whole range of each field. What is optional is there or not, and
 * not there where it is 0; in a quarter of the messages none of it is.
 */
export function messageOf(kind: WireKind): fc.Arbitrary<WireBody & Envelope> {
  const fields = fieldsOf(kind)
  const record = Object.fromEntries(
    fields.map(([name, field]) => [name, name === 'recipient' ? recipient : valuesOf(field)]),
  )
  const optional = new Set(fields.filter(([, { optional }]) => optional).map(([name]) => name))
  const requiredKeys = Object.keys(record).filter((name) => !optional.has(name))
  const isPlain = fc.constantFrom(true, false, false, false)
  return fc
    .tuple(fc.record(record, { noNullPrototype: true, requiredKeys }), isPlain)
    .map(([values, plain]) => {
      const said = Object.entries(values).filter(
        ([name, value]) => !optional.has(name) || !(plain || value === 0),
      )
      return { kind, ...Object.fromEntries(said) } as unknown as WireBody & Envelope
    })
}

/** Any message of any kind that may cross a wire. */
export const anyMessage: fc.Arbitrary<WireBody & Envelope> = fc.oneof(...WIRE_KINDS.map(messageOf))
