import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CELL_BYTES, Cells, copyCells } from '../../protocols/cells.ts'
import { decode, encode } from '../../protocols/codec.ts'
import { Kind } from '../../protocols/kind.ts'
import type { Body, Message } from '../../protocols/message.ts'
import { keepMessage, MessageReader } from '../../protocols/reader.ts'
import { cellsOf, isPublication, writeBody, writeEnvelope } from '../../protocols/writer.ts'
import { anyMessage, fieldsOf, messageOf, WIRE_KINDS } from './arbitrary-message.ts'

/** Cells in which something stood before: what a message does not clear would show. */
function usedCells(capacity: number, filling: number): Cells {
  const cells = new Cells(capacity)
  cells.bytes.fill(filling)
  return cells
}

function write(cells: Cells, cell: number, message: Message): void {
  const { sender, recipient, sequence, sent, arrives } = message
  writeBody(cells, cell, message)
  writeEnvelope(cells, cell, sender, recipient, sequence, sent, arrives)
}

const place = fc.nat(20)
const filling = fc.constantFrom(0, 0x55, 0xff)

describe('a message read in place', () => {
  test.each(WIRE_KINDS)('of kind %i has the fields that it has off the wire', (kind) => {
    const names = ['kind', ...fieldsOf(kind).map(([name]) => name)]
    fc.assert(
      fc.property(messageOf(kind), place, filling, (message, cell, stain) => {
        const cells = usedCells(cell + 16, stain)
        write(cells, cell, message)
        const reader = new MessageReader().at(cells, cell) as unknown as Record<string, unknown>
        const answer = decode(encode(message))
        if (!answer.ok) throw new Error(answer.reason)
        const plain = answer.message as unknown as Record<string, unknown>
        // What is optional and was not said reads as 0, whatever stands in the next cell.
        for (const name of names) expect([name, reader[name]]).toEqual([name, plain[name] ?? 0])
        expect(reader.cells).toBe(answer.bytes / CELL_BYTES)
      }),
      { numRuns: 60 },
    )
  })

  test('is, byte for byte, what the wire carries, whatever stood there before', () => {
    fc.assert(
      fc.property(anyMessage, place, filling, (message, cell, stain) => {
        const cells = usedCells(cell + 17, stain)
        write(cells, cell, message)
        const end = cell + cellsOf(message)
        expect(cells.bytes.slice(cell * CELL_BYTES, end * CELL_BYTES)).toEqual(encode(message))
        const after = cells.bytes.subarray(end * CELL_BYTES)
        expect(after.every((byte) => byte === stain)).toBe(true)
      }),
    )
  })

  test('may be a start or a timer, which no wire carries', () => {
    const own: fc.Arbitrary<Body> = fc.oneof(
      fc.record({ kind: fc.constant(Kind.start), life: fc.nat() }),
      fc.record({ kind: fc.constant(Kind.timer), tag: fc.integer({ min: 0, max: 2 ** 32 - 1 }) }),
    )
    fc.assert(
      fc.property(own, filling, (body, stain) => {
        const cells = usedCells(3, stain)
        writeBody(cells, 1, body)
        writeEnvelope(cells, 1, 7, 7, 9, 11, 13)
        expect(new MessageReader().at(cells, 1)).toMatchObject({ ...body, sender: 7, arrives: 13 })
        expect(decode(cells.bytes.subarray(64))).toEqual({ ok: false, reason: 'unknown kind' })
      }),
    )
  })

  test('is another where the reader has moved on', () => {
    fc.assert(
      fc.property(anyMessage, anyMessage, (first, second) => {
        const cells = new Cells(32)
        write(cells, 0, first)
        const next = cellsOf(first)
        write(cells, next, second)
        const reader = new MessageReader()
        expect(reader.at(cells, 0)).toMatchObject({ kind: first.kind, sequence: first.sequence })
        expect(reader.at(cells, next)).toMatchObject({ kind: second.kind, sent: second.sent })
      }),
    )
  })
})

describe('a message kept beyond its hour', () => {
  test('is the same bytes, whether it was read in place or plain', () => {
    fc.assert(
      fc.property(anyMessage, place, filling, (message, cell, stain) => {
        const written = new Cells(18)
        write(written, 2, message)
        const count = cellsOf(message)
        const kept = usedCells(cell + 2 * count + 1, stain)
        keepMessage(new MessageReader().at(written, 2), kept, cell)
        keepMessage(message, kept, cell + count)
        const frame = encode(message)
        const [first, second, end] = [0, 1, 2].map((nth) => (cell + nth * count) * CELL_BYTES)
        expect(kept.bytes.slice(first, second)).toEqual(frame)
        expect(kept.bytes.slice(second, end)).toEqual(frame)
        expect(kept.bytes.subarray(end).every((byte) => byte === stain)).toBe(true)
      }),
    )
  })

  test('does not change when its place in the queue is given to another', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const count = cellsOf(message)
        const queue = new Cells(count)
        write(queue, 0, message)
        const kept = new Cells(count)
        keepMessage(new MessageReader().at(queue, 0), kept, 0)
        queue.bytes.fill(0xff)
        expect(kept.bytes).toEqual(encode(message))
      }),
    )
  })

  test('is copied with all its cells', () => {
    fc.assert(
      fc.property(messageOf(Kind.failed), (message) => {
        const frame = encode(message)
        const cells = new Cells(16)
        write(cells, 0, message)
        const copy = new Cells(17)
        const reader = new MessageReader()
        reader.at(cells, 0)
        reader.copyTo(copy, 1)
        expect(copy.bytes.slice(CELL_BYTES, CELL_BYTES + frame.length)).toEqual(frame)
      }),
    )
  })
})

test('growing cells keeps what they hold', () => {
  fc.assert(
    fc.property(anyMessage, place, (message, cell) => {
      const capacity = cell + cellsOf(message)
      const cells = new Cells(capacity)
      write(cells, cell, message)
      cells.grow(2 * capacity)
      expect(cells.capacity).toBe(2 * capacity)
      expect(cells.bytes.slice(cell * CELL_BYTES, capacity * CELL_BYTES)).toEqual(encode(message))
    }),
  )
})

test('copied cells are those asked for, and no others', () => {
  const from = Uint32Array.from({ length: 64 }, (_, word) => word + 1)
  const to = new Uint32Array(80)
  copyCells(from, 1, to, 2, 2)
  expect([...to]).toEqual([...Array(32).fill(0), ...from.slice(16, 48), ...Array(16).fill(0)])
})

test('a publication is what is said to nobody in particular', () => {
  fc.assert(
    fc.property(anyMessage, ({ recipient }) => {
      expect(isPublication(recipient)).toBe(recipient === 4_294_967_295)
    }),
  )
})

test('a kind that is none is not written', () => {
  expect(() => writeBody(new Cells(1), 0, { kind: 99 } as unknown as Body)).toThrow(TypeError)
})
