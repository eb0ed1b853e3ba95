import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CELL_BYTES, CELLS_MAX } from '../../protocols/cells.ts'
import { type Decoded, decode, encode } from '../../protocols/codec.ts'
import { Kind } from '../../protocols/kind.ts'
import { EVERYONE, type Field, HEADER, VERSION } from '../../protocols/layout.ts'
import { ACTORS_MAX } from '../../protocols/units.ts'
import { anyMessage, fieldsOf, messageOf, WIRE_KINDS } from './arbitrary-message.ts'

const refused = (reason: string, field?: string) =>
  field === undefined ? { ok: false, reason } : { ok: false, reason, field }

const WITH_OPTIONAL = WIRE_KINDS.filter((kind) =>
  fieldsOf(kind).some(([, field]) => field.optional === true),
)
const WITH_SECOND_CELL = WIRE_KINDS.filter((kind) =>
  fieldsOf(kind).some(([, { offset }]) => offset >= CELL_BYTES),
)

const textLength = (message: object): number =>
  'text' in message ? new TextEncoder().encode(String(message.text)).length : 0

/** The frame as one of at least `cells` cells, what is new of it zero. */
function widened(frame: Uint8Array, cells: number): Uint8Array {
  const wide = new Uint8Array(Math.max(frame.length, cells * CELL_BYTES))
  wide.set(frame)
  wide[1] = wide.length / CELL_BYTES
  return wide
}

/** The frame with one byte changed. */
function withByte(frame: Uint8Array, offset: number, value: number): Uint8Array {
  const changed = frame.slice()
  changed[offset] = value
  return changed
}

/** The same bytes at an odd place in a larger buffer, as a socket hands them over. */
function unaligned(frame: Uint8Array, offset: number): Uint8Array {
  const larger = new Uint8Array(frame.length + 16)
  larger.set(frame, offset)
  return larger.subarray(offset, offset + frame.length)
}

describe('a message', () => {
  test.each(WIRE_KINDS)('of kind %i comes off the wire as it was put on', (kind) => {
    fc.assert(
      fc.property(messageOf(kind), fc.nat(15), (message, offset) => {
        const frame = encode(message)
        const answer: Decoded = { ok: true, message, bytes: frame.length }
        expect(decode(unaligned(frame, offset))).toEqual(answer)
      }),
      { numRuns: 60 },
    )
  })

  test('takes one cell, one more for what is beyond it, and one for each 64 bytes of text', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const beyond = fieldsOf(message.kind).some(
          ([name, { offset }]) => offset >= CELL_BYTES && name in message,
        )
        const cells = 1 + (beyond ? 1 : 0) + Math.ceil(textLength(message) / CELL_BYTES)
        expect(encode(message).length).toBe(CELL_BYTES * cells)
      }),
    )
  })

  test.each(WITH_OPTIONAL)(
    'of kind %i is the same where it says 0 and where it is silent',
    (kind) => {
      const optional = fieldsOf(kind).filter(([, field]) => field.optional === true)
      const names = fc.subarray(optional.map(([name]) => name))
      fc.assert(
        fc.property(messageOf(kind), names, (message, zeros) => {
          const silent = Object.fromEntries(
            Object.entries(message).filter(([name]) => !zeros.includes(name)),
          ) as typeof message
          const spoken = { ...message, ...Object.fromEntries(zeros.map((name) => [name, 0])) }
          expect(encode(spoken)).toEqual(encode(silent))
          expect(decode(encode(spoken))).toMatchObject({ ok: true, message: silent })
          const { message: read } = decode(encode(spoken)) as Extract<Decoded, { ok: true }>
          for (const name of zeros) expect(read).not.toHaveProperty(name)
        }),
        { numRuns: 60 },
      )
    },
  )

  test('of which any optional field is beyond its first cell has a second one', () => {
    const order = fc.sample(messageOf(Kind.newOrder), { numRuns: 1, seed: 42 })[0] as object
    const plain = { ...order, expires: 0, offset: 0, peg: 0 } as never
    expect(encode(plain)).toHaveLength(CELL_BYTES)
    for (const [name, value] of [
      ['expires', 1],
      ['offset', -1],
      ['peg', 3],
    ] as const) {
      const frame = encode({ ...(plain as object), [name]: value } as never)
      expect(frame).toHaveLength(2 * CELL_BYTES)
      expect(decode(frame)).toMatchObject({ ok: true, message: { [name]: value } })
    }
  })

  test('is cut between two characters where its text is longer than fifteen cells', () => {
    fc.assert(
      fc.property(messageOf(10), fc.nat(5), (message, lead) => {
        const text = 'x'.repeat(lead) + '€'.repeat(400)
        const answer = decode(encode({ ...message, text } as typeof message))
        if (!answer.ok || !('text' in answer.message)) throw new Error('a failed note was expected')
        const kept = Math.floor((960 - lead) / 3)
        expect(answer.message.text).toBe('x'.repeat(lead) + '€'.repeat(kept))
      }),
    )
  })
})

test('a message in memory that threads share is read like any other', () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      const frame = encode(message)
      const shared = new Uint8Array(new SharedArrayBuffer(frame.length))
      shared.set(frame)
      expect(decode(shared)).toEqual({ ok: true, message, bytes: frame.length })
    }),
  )
})

test('a batch is read one message after another', () => {
  fc.assert(
    fc.property(fc.array(anyMessage, { maxLength: 12 }), (messages) => {
      const batch = Buffer.concat(messages.map(encode))
      const read: unknown[] = []
      for (let at = 0; at < batch.length; ) {
        const answer = decode(batch.subarray(at))
        if (!answer.ok) throw new Error(answer.reason)
        read.push(answer.message)
        at += answer.bytes
      }
      expect(read).toEqual(messages)
    }),
  )
})

describe('refused is', () => {
  test('a frame that ends before its message does', () => {
    fc.assert(
      fc.property(anyMessage, fc.double({ min: 0, max: 1, maxExcluded: true }), (message, part) => {
        const frame = encode(message)
        const cut = frame.subarray(0, Math.floor(part * frame.length))
        expect(decode(cut)).toEqual(refused('truncated'))
      }),
    )
  })

  test('a message of more cells than sixteen', () => {
    fc.assert(
      fc.property(anyMessage, fc.integer({ min: CELLS_MAX + 1, max: 255 }), (message, cells) => {
        expect(decode(withByte(encode(message), 1, cells))).toEqual(refused('oversized'))
      }),
    )
  })

  test('every other version', () => {
    fc.assert(
      fc.property(anyMessage, fc.integer({ min: 0, max: 255 }), (message, version) => {
        fc.pre(version !== VERSION)
        expect(decode(withByte(encode(message), 0, version))).toEqual(refused('wrong version'))
      }),
    )
  })

  test('a message of no cell, or of more than what it says takes', () => {
    fc.assert(
      fc.property(anyMessage, fc.integer({ min: 1, max: CELLS_MAX }), (message, more) => {
        const frame = encode(message)
        expect(decode(withByte(frame, 1, 0))).toEqual(refused('wrong length'))
        const cells = Math.min(frame.length / CELL_BYTES + more, CELLS_MAX)
        fc.pre(cells * CELL_BYTES > frame.length)
        expect(decode(widened(frame, cells))).toEqual(refused('wrong length'))
      }),
    )
  })

  test.each(WITH_SECOND_CELL)('a message of kind %i whose second cell says nothing', (kind) => {
    fc.assert(
      fc.property(messageOf(kind), (message) => {
        const frame = widened(encode(message), 2)
        expect(decode(frame.fill(0, CELL_BYTES))).toEqual(refused('wrong length'))
      }),
      { numRuns: 30 },
    )
  })

  test('a kind that nothing has, or that actors say only to themselves', () => {
    fc.assert(
      fc.property(anyMessage, fc.integer({ min: 0, max: 255 }), (message, kind) => {
        fc.pre(!WIRE_KINDS.includes(kind as never))
        expect(decode(withByte(encode(message), 2, kind))).toEqual(refused('unknown kind'))
      }),
    )
  })

  test.each(WIRE_KINDS)('any field of kind %i that is out of its range, by name', (kind) => {
    const fields = fieldsOf(kind).filter(([, field]) => strangersOf(field) !== undefined)
    const slip = fc
      .constantFrom(...fields)
      .chain(([name, field]) =>
        fc.record({ name: fc.constant(name), field: fc.constant(field), value: strange(field) }),
      )
    fc.assert(
      fc.property(messageOf(kind), slip, (message, { name, field, value }) => {
        const frame = widened(encode(message), field.offset < CELL_BYTES ? 1 : 2)
        put(frame, field, value)
        expect(decode(frame)).toEqual(refused('field out of range', name))
      }),
      { numRuns: 150 },
    )
  })

  test('a recipient who is neither an actor nor everyone', () => {
    const nobody = fc.integer({ min: ACTORS_MAX, max: EVERYONE - 1 })
    fc.assert(
      fc.property(anyMessage, nobody, (message, recipient) => {
        const frame = encode({ ...message, recipient: recipient as never })
        expect(decode(frame)).toEqual(refused('field out of range', 'recipient'))
      }),
    )
  })

  test('text that is not UTF-8', () => {
    const broken = fc.constantFrom([0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82], [0x80])
    fc.assert(
      fc.property(messageOf(10), broken, (message, bytes) => {
        const frame = encode({ ...message, text: 'x'.repeat(bytes.length) } as typeof message)
        frame.set(bytes, CELL_BYTES)
        expect(decode(frame)).toEqual(refused('field out of range', 'text'))
      }),
    )
  })

  test.each(WIRE_KINDS)('any byte of kind %i that should be zero and is not', (kind) => {
    const cells = new Set<number>()
    fc.assert(
      fc.property(messageOf(kind), fc.integer({ min: 1, max: 255 }), (message, value) => {
        const frame = encode(message)
        cells.add(frame.length / CELL_BYTES)
        for (const offset of reservedIn(message, frame.length)) {
          expect(decode(withByte(frame, offset, value))).toEqual(refused('reserved byte set'))
        }
      }),
      { numRuns: 40 },
    )
    if (WITH_SECOND_CELL.includes(kind)) expect(cells).toEqual(new Set([1, 2]))
  })
})

/** The offsets of a message's bytes that no field of its kind takes, nor its text. */
function reservedIn(message: Parameters<typeof encode>[0], length: number): number[] {
  const taken = new Uint8Array(length).fill(1, CELL_BYTES, CELL_BYTES + textLength(message))
  const fields = [...Object.values(HEADER), ...fieldsOf(message.kind).map(([, field]) => field)]
  for (const { offset, type } of fields) taken.fill(1, offset, offset + WIDTHS[type])
  return Array.from(taken.keys()).filter((offset) => taken[offset] === 0)
}
const WIDTHS = { u8: 1, u16: 2, u32: 4, i32: 4, f64: 8, text: 4 } as const

describe('whatever the bytes', () => {
  // Whether by chance or by a slip of the hand, bytes are a message only as `encode` writes it.
  const soundOrRefused = (frame: Uint8Array): void => {
    const answer = decode(frame)
    if (answer.ok) expect(frame.slice(0, answer.bytes)).toEqual(encode(answer.message))
    else expect(typeof answer.reason).toBe('string')
  }

  test('reading them answers and never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), soundOrRefused), { numRuns: 2_000 })
  })

  test('reading a plausible header and any body answers and never throws', () => {
    const header = fc.tuple(
      fc.constant(VERSION),
      fc.integer({ min: 0, max: 17 }),
      fc.constantFrom(...WIRE_KINDS, 1, 2),
    )
    const body = fc.uint8Array({ minLength: 61, maxLength: 1_100, size: 'max' })
    const sparse = fc
      .tuple(body, fc.boolean())
      .map(([bytes, some]) => (some ? bytes : bytes.fill(0)))
    const frame = fc
      .tuple(header, sparse)
      .map(([head, rest]) => Uint8Array.from([...head, ...rest]))
    fc.assert(fc.property(frame, soundOrRefused), { numRuns: 2_000 })
  })

  test('reading a message with a few bytes changed answers and never throws', () => {
    const slips = fc.array(fc.tuple(fc.nat(1_023), fc.nat(255)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(anyMessage, slips, (message, changes) => {
        const frame = encode(message)
        for (const [offset, value] of changes) frame[offset % frame.length] = value
        soundOrRefused(frame)
      }),
      { numRuns: 3_000 },
    )
  })

  test('a message has one form: what is read is written as the same bytes', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const frame = encode(message)
        const answer = decode(frame)
        expect(answer.ok && encode(answer.message)).toEqual(frame)
      }),
    )
  })
})

test('the first thing wrong is the reason given: the frame, the kind, the fields, the rest', () => {
  const message = fc.sample(messageOf(48), { numRuns: 1, seed: 42 })[0]
  const frame = encode(message as never)
  const steps: [number, number, string][] = [
    [51, 9, 'reserved byte set'],
    [1, 2, 'wrong length'],
    [48, 9, 'field out of range'],
    [2, 99, 'unknown kind'],
    [1, 3, 'truncated'],
    [1, 17, 'oversized'],
    [0, 2, 'wrong version'],
  ]
  const longer = new Uint8Array(2 * CELL_BYTES)
  longer.set(frame)
  for (const [offset, value, reason] of steps) {
    longer[offset] = value
    expect(decode(longer)).toMatchObject({ ok: false, reason })
  }
  expect(decode(longer.subarray(0, 63))).toEqual(refused('truncated'))
})

test('fields are judged in the order of their layout, the recipient in its place', () => {
  const message = fc.sample(messageOf(48), { numRuns: 1, seed: 42 })[0] as never
  const frame = encode(message)
  const wrong = new DataView(frame.buffer)
  wrong.setUint8(48, 9)
  expect(decode(frame)).toEqual(refused('field out of range', 'side'))
  wrong.setUint32(8, ACTORS_MAX, true)
  expect(decode(frame)).toEqual(refused('field out of range', 'recipient'))
  wrong.setUint32(4, ACTORS_MAX, true)
  expect(decode(frame)).toEqual(refused('field out of range', 'sender'))
})

/** What a field's bytes can hold and the field may not: `undefined` where there is no such. */
function strangersOf({ type, min, max, values, real }: Field): fc.Arbitrary<number> | undefined {
  if (type === 'text') return fc.integer({ min: 961, max: 2 ** 32 - 1 })
  if (type === 'f64') {
    const never = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)
    if (real === true) return never
    return fc.oneof(
      never,
      fc.constantFrom(-0, -1, 0.5, max + 1, 1e300, 5e-324),
      fc.double({ min: 0, max: 2 ** 51, noNaN: true, noInteger: true }),
    )
  }
  if (type === 'i32') {
    const smallest = -(2 ** 31)
    return fc.oneof(
      fc.integer({ min: max + 1, max: 2 ** 31 - 1 }),
      fc.integer({ min: smallest, max: min - 1 }),
    )
  }
  const held = 256 ** WIDTHS[type] - 1
  if (values !== undefined) return fc.nat(held).filter((value) => !values.has(value))
  const below = min > 0 ? [fc.integer({ min: 0, max: min - 1 })] : []
  const above = max < held ? [fc.integer({ min: max + 1, max: held })] : []
  return below.length + above.length > 0 ? fc.oneof(...below, ...above) : undefined
}
const strange = (field: Field): fc.Arbitrary<number> => strangersOf(field) as fc.Arbitrary<number>

function put(frame: Uint8Array, { offset, type }: Field, value: number): void {
  const view = new DataView(frame.buffer)
  if (type === 'u8') view.setUint8(offset, value)
  else if (type === 'u16') view.setUint16(offset, value, true)
  else if (type === 'f64') view.setFloat64(offset, value, true)
  else view.setUint32(offset, value, true)
}
