import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HistoryError } from '../../../src/history/history-error.ts'
import { readLobsterMessages } from '../../../src/history/lobster-messages.ts'
import { readOrderbook } from '../../../src/history/lobster-orderbook.ts'
import { replayLobster } from '../../../src/history/lobster-replay.ts'
import { openLobster } from '../../../src/history/lobster-source.ts'
import { readZip } from '../../../src/history/zip.ts'

const file = (text: string | Buffer) => ({ name: 'm.csv', bytes: Buffer.from(text) })

describe('messages', () => {
  test('are read to the nanosecond, and ids are ranked as the venue gave them', () => {
    const day = readLobsterMessages(
      file(
        '34200.5,1,900,10,1000100,1\r\n34200.50000001,1,70,20,1000200,-1\r\n43002.632812672604,3,900,10,1000100,1',
      ),
    )
    expect(day).toEqual({
      count: 3,
      times: Float64Array.of(34_200_500_000_000, 34_200_500_000_010, 43_002_632_812_673),
      types: Uint8Array.of(1, 1, 3),
      orders: Uint32Array.of(2, 1, 2),
      sizes: Float64Array.of(10, 20, 10),
      prices: Float64Array.of(1_000_100, 1_000_200, 1_000_100),
      sides: Uint8Array.of(1, 2, 1),
      ids: Float64Array.of(70, 900),
    })
  })

  test('begin behind a mark of their encoding', () => {
    expect(readLobsterMessages(file('\uFEFF1,1,70,10,100,1\n')).times).toEqual(Float64Array.of(1e9))
  })

  const good = '1.5,1,20,5,100,1\n'
  test.each([
    ['x,1,20,5,100,1', 'm.csv:2: time is "x": must be seconds, such as 34200.189607670'],
    ['1.x,1,20,5,100,1', 'm.csv:2: time is "1.x": must be seconds, such as 34200.189607670'],
    ['1.4,1,20,5,100,1', 'm.csv:2: time is 1.4: must be at or after 1.5'],
    ['86401,1,20,5,100,1', 'm.csv:2: time is 86401: must be seconds after midnight, at most 86400'],
    ['2,9,20,5,100,1', 'm.csv:2: type is 9: must be from 1 (submission) to 7 (halt)'],
    ['2,1,0,5,100,1', 'm.csv:2: order id is 0: must be at least 1'],
    ['2,1,20,5.5,100,1', 'm.csv:2: size is "5.5": must be a whole number'],
    ['2,1,20,0,100,1', 'm.csv:2: size is 0: must be at least 1'],
    ['2,1,20,5,-100,1', 'm.csv:2: price is -100: must be at least 1'],
    ['2,1,20,5,100,0', 'm.csv:2: direction is 0: must be 1 (buy) or -1 (sell)'],
    ['2,1,20,5,100', 'm.csv:2: direction is missing: the row is cut off'],
    ['2,1,20,5,100,1,7', 'm.csv:2: the row is "7": must be of 6 columns'],
    [
      '2,1,99999999999999999,5,100,1',
      'm.csv:2: order id is "99999999999999999": must be below 2^53',
    ],
    ['Time,Type', 'm.csv:2: time is "Time": must be seconds, such as 34200.189607670'],
  ])('with "%s" are refused with line, column, value and what is right', (row, message) => {
    expect(() => readLobsterMessages(file(`${good}${row}\n`))).toThrow(new HistoryError(message))
  })

  test('about the market have no order, and need no size', () => {
    const day = readLobsterMessages(file('1,7,0,0,-1,-1\n2,7,0,0,1,-1\n3,6,-1,500,100,-1\n'))
    expect([...day.orders]).toEqual([0, 0, 0])
  })

  test('and rows are read or refused, whatever the bytes', () => {
    const bytes = fc.oneof(fc.uint8Array(), fc.string({ unit: fc.constantFrom(...'0129.,-\n') }))
    fc.assert(
      fc.property(bytes, (some) => {
        for (const read of [readLobsterMessages, readOrderbookWhole]) {
          try {
            read({ name: 'any', bytes: Buffer.from(some as Uint8Array) })
          } catch (error) {
            expect(error).toBeInstanceOf(HistoryError)
          }
        }
      }),
      { numRuns: 500 },
    )
  })
})

function readOrderbookWhole(named: { name: string; bytes: Buffer }): void {
  const rows = readOrderbook(named)
  while (rows.next());
}

describe('orderbook rows', () => {
  test('end where a side has no further level, or one that no engine could hold', () => {
    const { row, next } = readOrderbook(
      file('101,5,99,4,1999999900,7,98,3\n9999999999,0,99,4,9999999999,0,-9999999999,0\n'),
    )
    expect(next()).toBe(true)
    expect([row.levels, row.depth(2), row.depth(1)]).toEqual([2, 1, 2])
    expect([row.price(2, 0), row.size(2, 0), row.price(1, 1), row.size(1, 1)]).toEqual([
      101, 5, 98, 3,
    ])
    expect(next()).toBe(true)
    expect([row.depth(2), row.depth(1)]).toEqual([0, 1])
    expect(next()).toBe(false)
  })

  test.each([
    ['1,2,3', 'm.csv:1: the row is "3 columns": must be of four columns a level'],
    ['', 'm.csv:0: the row is "0 columns": must be of four columns a level'],
    [
      '101,5,99,4,100,5,98,3',
      'm.csv:1: level 2 of asks is 100: must be worse than the level before it',
    ],
    [
      '101,5,99,4,102,5,99,3',
      'm.csv:1: level 2 of bids is 99: must be worse than the level before it',
    ],
    ['0,5,99,4', 'm.csv:1: level 1 of asks is 0: must be a price above 0'],
    ['101,5,99,x', 'm.csv:1: column 4 is "x": must be a whole number'],
    ['101,5,99,4\n101,5,99', 'm.csv:2: column 4 is missing: the row is cut off'],
  ])('"%s" are refused', (text, message) => {
    expect(() => readOrderbookWhole(file(text))).toThrow(new HistoryError(message))
  })
})

const MESSAGES = '1.0,5,0,1,10000,-1\n2.0,1,20,5,10100,-1\n'
const ORDERBOOK = '10200,9,9900,3\n10100,5,9900,3\n'

/** A zip archive: local headers, contents, the central directory. */
function zip(files: Readonly<Record<string, string>>, method: 0 | 8, comment = ''): Buffer {
  const locals: Buffer[] = []
  const entries: Buffer[] = []
  let at = 0
  for (const [name, text] of Object.entries(files)) {
    const content = method === 0 ? Buffer.from(text) : deflateRawSync(text)
    const facts = Buffer.alloc(22)
    facts.writeUInt16LE(method, 0)
    facts.writeUInt32LE(crc32(text), 6)
    facts.writeUInt32LE(content.length, 10)
    facts.writeUInt32LE(Buffer.byteLength(text), 14)
    facts.writeUInt16LE(name.length, 18)
    const local = Buffer.concat([
      Buffer.from('PK\x03\x04\x14\0\0\0', 'latin1'),
      facts,
      Buffer.from(name),
      content,
    ])
    const offset = Buffer.alloc(14)
    offset.writeUInt32LE(at, 10)
    entries.push(
      Buffer.concat([
        Buffer.from('PK\x01\x02\x14\0\x14\0\0\0', 'latin1'),
        facts,
        offset,
        Buffer.from(name),
      ]),
    )
    locals.push(local)
    at += local.length
  }
  const directory = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...locals, directory, end, Buffer.from(comment)])
}

describe('a day is found', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-lobster-'))
  const messages = join(folder, 'XYZ_2026-01-02_message_1.csv')
  const orderbook = join(folder, 'XYZ_2026-01-02_orderbook_1.csv')
  writeFileSync(messages, MESSAGES)
  writeFileSync(orderbook, ORDERBOOK)
  const packed = (name: string, bytes: Buffer): string => {
    writeFileSync(join(folder, name), bytes)
    return join(folder, name)
  }
  const inside = {
    'day/XYZ_2026-01-02_orderbook_1.csv': ORDERBOOK,
    'day/readme.txt': 'hello',
    'day/XYZ_2026-01-02_message_1.csv': MESSAGES,
  }

  test.each([
    ['in a folder', folder],
    ['by its message file', messages],
    ['by its orderbook file', orderbook],
    ['in a zip', packed('deflated.zip', zip(inside, 8))],
    [
      'in a zip that packs nothing, with a comment',
      packed('stored.zip', zip(inside, 0, 'made by a test')),
    ],
  ])('%s', (_, path) => {
    const source = openLobster(path)
    expect(source.symbol).toBe('XYZ')
    expect(replayLobster(source).rows.equal).toBe(2)
  })

  const refusal = (path: string, symbol?: string): string => {
    try {
      openLobster(path, symbol)
    } catch (error) {
      expect(error).toBeInstanceOf(HistoryError)
      return (error as Error).message.replaceAll(folder, '').replace(/\(.*\)/, '(…)')
    }
    return ''
  }

  test('or refused with what is there and what helps', () => {
    const empty = join(folder, 'empty')
    mkdirSync(empty)
    writeFileSync(join(empty, 'A_2_message_1.csv'), MESSAGES)
    expect(refusal(empty)).toBe(
      '/empty: /empty/A_2_orderbook_1.csv is missing: a day is a message file and this one',
    )
    writeFileSync(join(empty, 'B_2_message_1.csv'), MESSAGES)
    expect(refusal(empty)).toMatch(/^\/empty: has 2 days: give one of the files, .*A_2.*, .*B_2/)
    expect(refusal(empty, 'C')).toBe('/empty: has no C: there are A, B')
    expect(refusal(join(folder, 'none'))).toBe(
      '/none: there is no such file or folder; give a LOBSTER zip or folder',
    )
    expect(refusal(packed('other.zip', zip({ 'readme.txt': 'hello' }, 8)))).toBe(
      '/other.zip: has no LOBSTER day: a zip or a folder has SYMBOL_…_message_N.csv and SYMBOL_…_orderbook_N.csv',
    )
    const whole = zip(inside, 8)
    expect(refusal(packed('cut.zip', whole.subarray(0, 100)))).toBe(
      '/cut.zip: is no zip archive, or is cut off; unpack it and give the folder',
    )
    const encrypted = Buffer.from(whole)
    encrypted[encrypted.indexOf('PK\x01\x02', 0, 'latin1') + 8] = 1
    expect(refusal(packed('encrypted.zip', encrypted))).toMatch(/orderbook_1.csv is encrypted/)
  })

  test('whatever bytes of a zip are damaged, it is read as it was or refused', () => {
    const whole = zip(inside, 8)
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = Buffer.from(whole)
        damaged[at] = (damaged[at] as number) ^ flip
        try {
          const texts = readZip(damaged, 'a.zip').map((entry) => entry.read().toString())
          for (const text of texts) expect(Object.values(inside)).toContain(text)
        } catch (error) {
          expect(error).toBeInstanceOf(HistoryError)
        }
      }),
      { numRuns: 500 },
    )
  })
})
