import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createItchDecoder, type ItchFault } from '../../../src/history/itch-decoder.ts'
import { ITCH_TYPES, type ItchMessage, itchSize } from '../../../src/history/itch-layout.ts'
import { anyMessage, encode, framed, SIZES, TYPES } from './plain-itch.ts'

/** What comes of bytes that come in pieces. */
function decode(...pieces: Uint8Array[]) {
  const messages: ItchMessage[] = []
  const offsets: number[] = []
  const decoder = createItchDecoder((message, offset) => {
    messages.push(message)
    offsets.push(offset)
  })
  let fault: ItchFault | undefined
  for (const piece of pieces) fault ??= decoder.push(piece)
  fault ??= decoder.end()
  return { messages, offsets, fault, count: decoder.messages }
}

test('there are the 23 types of the specification, with its sizes', () => {
  expect(ITCH_TYPES).toHaveLength(23)
  expect(Object.fromEntries(ITCH_TYPES.map((type) => [type, itchSize(type)]))).toEqual(SIZES)
  expect([...TYPES.keys()]).toEqual([...ITCH_TYPES])
})

test('a message of the specification, byte by byte', () => {
  const bytes = Buffer.from(
    '0024' + // length
      '41' +
      '0102' +
      '0003' +
      '1c5227c05501' + // A, stock locate, tracking number, time
      '000000000000abcd' +
      '53' +
      '000003e8' +
      '424f422020202020' +
      '0000cfaf', // order
    'hex',
  )
  expect(decode(bytes).messages).toEqual([
    {
      type: 'A',
      stockLocate: 0x0102,
      trackingNumber: 3,
      timestamp: 0x1c5227c05501,
      order: 0xabcd,
      side: 'S',
      shares: 1000,
      stock: 'BOB',
      price: 53_167,
    },
  ])
})

test('every message of every type comes out as it went in, whole or in pieces, in both framings', () => {
  const met = new Set<string>()
  const streams = fc.record({
    messages: fc.array(anyMessage, { minLength: 1, maxLength: 12 }),
    implied: fc.boolean(),
    cuts: fc.array(fc.nat(600), { maxLength: 6 }),
    isEnded: fc.boolean(),
  })
  fc.assert(
    fc.property(streams, ({ messages, implied, cuts, isEnded }) => {
      const bytes = Buffer.concat([framed(messages, implied), Buffer.alloc(isEnded ? 2 : 0)])
      const places = [
        0,
        ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b),
        bytes.length,
      ]
      const pieces = places.slice(1).map((to, at) => bytes.subarray(places[at], to))
      const decoded = decode(...pieces)
      expect(decoded.messages).toEqual(messages)
      expect(decoded).toMatchObject({ fault: undefined, count: messages.length })
      for (const { type } of messages) met.add(String(type))
    }),
    { numRuns: 300 },
  )
  expect(met.size).toBe(23)
})

test('a piece may be overwritten once it was taken', () => {
  const bytes = framed([{ type: 'D', stockLocate: 1, trackingNumber: 2, timestamp: 3, order: 4 }])
  const piece = Uint8Array.from(bytes.subarray(0, 9))
  const messages: ItchMessage[] = []
  const decoder = createItchDecoder((message) => messages.push(message))
  decoder.push(piece)
  piece.fill(255)
  decoder.push(bytes.subarray(9))
  expect(messages).toMatchObject([{ type: 'D', stockLocate: 1, order: 4 }])
})

test('what is cut off anywhere is refused where its last message begins, and says what is missing', () => {
  fc.assert(
    fc.property(
      fc.array(anyMessage, { minLength: 1, maxLength: 4 }),
      fc.nat(),
      (messages, some) => {
        const bytes = framed(messages)
        const at = some % bytes.length
        const { offsets } = decode(bytes)
        const { fault, count } = decode(bytes.subarray(0, at))
        if (offsets.includes(at)) expect(fault).toBeUndefined()
        else expect(fault?.offset).toBe(offsets[count])
      },
    ),
  )
  const one = framed([{ type: 'D', stockLocate: 1, trackingNumber: 2, timestamp: 3, order: 4 }])
  expect(decode(one.subarray(0, 12)).fault).toEqual({
    offset: 0,
    reason: 'the file ends within a message "D", after 10 of its 19 bytes',
  })
  expect(decode(one.subarray(0, 1)).fault?.reason).toBe(
    'the file ends within the length of a message',
  )
})

const framedBytes = (length: number, bytes: Uint8Array): Uint8Array =>
  Uint8Array.of(length >> 8, length & 255, ...bytes)

test.each([
  [
    'a type that there is not',
    framedBytes(5, Buffer.from('Zabcd')),
    'type "Z" is none of the 23 of ITCH 5.0',
  ],
  [
    'a type that is no letter',
    framedBytes(0, Uint8Array.of(7)),
    'type 0x7 is none of the 23 of ITCH 5.0',
  ],
  [
    'a length that is not its type’s',
    framedBytes(20, Buffer.from(`D${'x'.repeat(19)}`)),
    'length 20 is not that of a message "D", which has 19 bytes',
  ],
  [
    'a side that is none',
    framedBytes(36, encode({ type: 'A', side: 'X', stock: 'ABC', ...zeros('A') })),
    'side of a message "A" is neither "B" nor "S"',
  ],
  [
    'a number beyond what can be counted',
    framedBytes(19, Buffer.concat([Buffer.from('D'), Buffer.alloc(10), Buffer.alloc(8, 255)])),
    'order of a message "D" is above 2^53 − 1',
  ],
])('%s is refused with its place, and nothing behind it is read', (_, bad, reason) => {
  const good = framed([{ type: 'B', stockLocate: 1, trackingNumber: 2, timestamp: 3, match: 4 }])
  const { messages, fault } = decode(good, bad, good)
  expect(fault).toEqual({ offset: good.length, reason })
  expect(messages).toHaveLength(1)
})

/** Zero for every number of a type. */
function zeros(type: string): Record<string, number> {
  const numbers = (TYPES.get(type) ?? []).filter(({ kind }) => kind === '#')
  return Object.fromEntries(numbers.map(({ name }) => [name, 0]))
}

test('no bytes whatever make it throw, and it says the same again', () => {
  const likely = fc.constantFrom(...Buffer.from('\0\x24AFDEXUSRB '))
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.array(likely, { maxLength: 200 }).map((list) => Uint8Array.from(list)),
    fc
      .tuple(fc.array(anyMessage, { maxLength: 4 }), fc.nat(), fc.nat(255))
      .map(([list, at, byte]) => {
        const all = framed(list)
        if (all.length > 0) all[at % all.length] = byte
        return all
      }),
  )
  fc.assert(
    fc.property(bytes, (some) => {
      const { fault, count, offsets } = decode(some)
      if (fault !== undefined) {
        expect(fault.offset).toBeGreaterThanOrEqual(offsets.at(-1) ?? 0)
        expect(fault.offset).toBeLessThan(some.length)
      }
      expect(decode(...[...some].map((byte) => Uint8Array.of(byte)))).toMatchObject({
        fault,
        count,
      })
    }),
    { numRuns: 300 },
  )
})
