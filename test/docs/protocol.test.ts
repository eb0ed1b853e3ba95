import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { decode, type FrameRefusal } from '../../protocols/codec.ts'
import { FIELDS, type Field, type FieldName, LAYOUTS } from '../../protocols/layout.ts'
import { fillTables, protocolTables } from '../../scripts/protocol-tables.ts'

const page = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8')

test('the page on the wire format says what the source says (else: npm run docs:protocol)', () => {
  expect(page).toBe(fillTables(page))
})

test('every kind that may cross a wire has its table', () => {
  const fields = protocolTables().get('fields') as string
  const kinds = [...fields.matchAll(/^#### \w+ \((\d+)\)$/gm)].map(([, number]) => Number(number))
  expect(kinds.sort((a, b) => a - b)).toEqual(Object.keys(LAYOUTS).map(Number))
})

test('what may be left out of a message is marked so, and nothing else is', () => {
  const fields = protocolTables().get('fields') as string
  const rows = [...fields.matchAll(/^\| \d+ \| [^|]+ \| `(\w+)`( \?)? \|/gm)]
  expect(rows.length).toBe(Object.values(LAYOUTS).flat().length)
  for (const [, name, mark] of rows) {
    const field: Field = FIELDS[name as FieldName]
    expect(mark !== undefined, name).toBe(field.optional === true)
  }
})

test('every example of the page is a message', () => {
  const examples = page.slice(page.indexOf('<!-- examples -->')).split('```')
  const dumps = examples.filter((_, nth) => nth % 2 === 1)
  expect(dumps.length).toBe(4)
  const sizes: number[] = []
  for (const dump of dumps) {
    const bytes = dump.match(/^ ?\d+ {2}((?:[0-9a-f]{2}(?: |$))+)/gm) as string[]
    const frame = bytes
      .flatMap((line) => line.trim().split(/ +/).slice(1))
      .map((byte) => parseInt(byte, 16))
    expect(decode(Uint8Array.from(frame))).toMatchObject({ ok: true, bytes: frame.length })
    sizes.push(frame.length)
  }
  expect(sizes).toEqual([64, 128, 64, 64])
})

test('the page names every refusal', () => {
  const every: Record<FrameRefusal, true> = {
    truncated: true,
    'wrong version': true,
    oversized: true,
    'wrong length': true,
    'unknown kind': true,
    'field out of range': true,
    'reserved byte set': true,
  }
  for (const reason of Object.keys(every)) expect(page).toContain(`| \`${reason}\` |`)
})

test('a page without a place for a table is refused', () => {
  expect(() => fillTables(page.replace('<!-- kinds -->', ''))).toThrow(RangeError)
})
