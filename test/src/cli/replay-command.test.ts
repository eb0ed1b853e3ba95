import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { framed } from '../history/plain-itch.ts'
import { type PlainDay, writeDay } from '../history/plain-lobster.ts'
import { emptyFolder, outcry } from './in-process.ts'

const DAY: PlainDay = {
  messages: ['34200.0,5,0,1,10000,-1', '34201.0,1,20,5,10100,-1', '34202.0,4,20,2,10100,-1'],
  orderbook: ['10200,9,9900,3', '10100,5,9900,3', '10100,3,9900,3'],
  executions: [],
}
const header = { stockLocate: 1, trackingNumber: 0, timestamp: 0 }
const ADD = { ...header, type: 'A', order: 7, side: 'B', shares: 5, stock: 'BOB', price: 123_400 }

test('a day of LOBSTER is compared row by row, and exits with 0', async () => {
  const said = await outcry('replay', writeDay(DAY, 1))
  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out).toMatch(/^market +PLAIN, 1 level a side\nmessages +3 in \d+\.\d\d s/)
  expect(said.out).toMatch(/\nrows equal +3 of 3\n/)
  expect(said.out).toMatch(
    /\ndecidable +1 of 1 \(100\.00 %\) traded with the order that the file names\n/,
  )
  expect(said.out).toMatch(/\nsubmission +1\nexecution +1\nhiddenExecution +1\n$/)
})

test('a row that differs exits with 1 and is told', async () => {
  const wrong = { ...DAY, orderbook: ['10200,9,9900,3', '10100,6,9900,3', '10100,4,9900,3'] }
  const said = await outcry('replay', writeDay(wrong, 1))
  expect(said.code).toBe(1)
  expect(said.out).toMatch(/\nrows equal +2 of 3\n/)
  expect(said.out).toMatch(/\n\nrow 2: ask 1 is 5 at 10100, and in the file 6 at 10100\n$/)
})

test('it is one JSON document where that is asked for', async () => {
  const said = await outcry('replay', writeDay(DAY, 1), '--json', '--symbol', 'PLAIN')
  expect(JSON.parse(said.out)).toMatchObject({
    format: 'lobster',
    symbol: 'PLAIN',
    rows: { count: 3, equal: 3, unequal: [] },
    decidable: { count: 1, hit: 1 },
  })
})

test('a file of ITCH is counted by type, and its book printed', async () => {
  const path = join(emptyFolder(), 'day.itch')
  writeFileSync(path, framed([ADD]))
  const said = await outcry('replay', path, '--symbol', 'BOB', '--levels', '1')
  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out).toMatch(/\norders +1 came, 1 are left\n/)
  expect(said.out).toContain('bid size  bid      ask  ask size\n       5  12.3400')
  expect(said.out).toMatch(/\nA +add order +1\n/)
  const json = await outcry('replay', path, '--format', 'itch', '--json')
  expect(JSON.parse(json.out)).toMatchObject({ format: 'itch', messages: 1, types: { A: 1, D: 0 } })
})

test('messages that contradict each other exit with 1, and are told', async () => {
  const path = join(emptyFolder(), 'day.itch')
  writeFileSync(path, framed([ADD, ADD]))
  const said = await outcry('replay', path)
  expect(said.code).toBe(1)
  expect(said.out).toContain('at byte 38: order 7 is added, and is in the book already\n')
})

test('what cannot be read is refused in one line, and exits with 2', async () => {
  const folder = emptyFolder()
  const path = join(folder, 'day.itch')
  writeFileSync(path, 'no such thing')
  const { code, err } = await outcry('replay', path)
  expect(code).toBe(2)
  expect(err).toMatch(
    /^outcry: .*day\.itch: at byte 0, message 1: type 0x20 is none of the 23.*\n$/,
  )
  expect(await outcry('replay', folder)).toMatchObject({ code: 2, out: '' })
  expect(await outcry('replay', 'none.zip')).toEqual({
    code: 2,
    out: '',
    err: 'outcry: none.zip: there is no such file or folder; give a LOBSTER zip or folder\n',
  })
  expect((await outcry('replay', path, '--levels', '0')).code).toBe(2)
  expect((await outcry('replay', path, '--format', 'csv')).code).toBe(2)
})

test('a scenario whose recorded day is missing is refused as bad input, and leaves no folder', async () => {
  const base = emptyFolder()
  const said = await outcry('run', 'replay-lobster', '--out', base)
  expect(said.code).toBe(2)
  expect(said.err).toMatch(/^outcry: a "historical-flow" group has no file: .*\n$/)
  expect(readdirSync(base)).toEqual([])
})
