import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readDemonstrations } from '../../../src/study/inference/demonstrations.ts'
import { SMALL_FILE } from '../learning/small-market.ts'
import { emptyFolder, outcry } from './in-process.ts'

const FOLDER = emptyFolder()
const file = (name: string): string => join(FOLDER, name)
const TASK = `
from: 20 s
interval: 3 s
steps: 12
observe: [position, spread, mid-over-trade, { type: book, levels: 2 }]
act: { type: buy-hold-sell, size: 2 }
reward: [wealth-change]
`
const records = (market: string) => `
market: ${market}
session: { open: "00:00:00", close: "00:01:00" }
time: nanoseconds
orders: { file: orders.csv, columns: { time: sent, side: side, price: price, size: size, id: order_id } }
fills: { file: fills.csv, columns: { time: reported, side: side, price: dollars, size: size, id: order_id } }
tick: 0.01
`

/** The numbers seen, and done, by decision. */
const stepsOf = async (folder: string) => {
  const { trajectories } = await readDemonstrations(file(folder))
  return trajectories[0]?.steps.map(({ observation, parts }) => ({ seen: [...observation], parts }))
}

beforeAll(async () => {
  const small = SMALL_FILE.replace('00:10:00', '00:01:00').replace(
    '[trade, quote]',
    '[trade, quote, depthByPrice]',
  )
  writeFileSync(file('small.yaml'), small)
  writeFileSync(file('task.yaml'), TASK)
  await outcry('run', file('small.yaml'), '--out', file('run'), '--no-report')
  const ask = async (name: string, sql: string) => {
    const said = await outcry('query', 'latest', sql, '--csv', '--runs', file('run'))
    expect(said.code).toBe(0)
    writeFileSync(file(name), said.out)
  }
  const most = await outcry(
    ...['query', 'latest', '--runs', file('run'), '--json'],
    `SELECT actor_key FROM orders WHERE actor_group = 'trend' GROUP BY ALL
     ORDER BY count(*) DESC, actor_key LIMIT 1`,
  )
  const [{ actor_key: actor }] = JSON.parse(most.out)
  const mine = `actor_key = '${actor}'`
  await ask(
    'orders.csv',
    `SELECT sent, side, price / 100.0 AS price, size, order_id FROM orders
     WHERE ${mine} AND request = 'newOrder'`,
  )
  await ask(
    'fills.csv',
    `SELECT reported, side, price / 100.0 AS dollars, size, order_id FROM reports
     WHERE ${mine} AND kind IN ('fill', 'partialFill')`,
  )
  const common = ['--task', file('task.yaml'), '--delay', '0', '--test-share', '0']
  await outcry(
    ...['demonstrate', 'latest', '--runs', file('run'), '--actor', actor],
    ...[...common, '--out', file('itself')],
  )
})

describe('a person’s orders and fills', () => {
  const common = ['--task', file('task.yaml'), '--test-share', '0']

  test('joined with the tape of the day are told as an actor’s are', async () => {
    const run = join(file('run'), readdirSync(file('run'))[0] as string)
    writeFileSync(file('records.yaml'), records(`{ run: ${run} }`))
    const said = await outcry(
      ...['demonstrate', '--records', file('records.yaml'), ...common, '--out', file('person')],
    )
    expect(said).toMatchObject({ code: 0, err: '' })
    const steps = await stepsOf('person')
    expect(steps).toEqual(await stepsOf('itself'))
    expect(steps?.some(({ parts }) => parts[0] !== 1)).toBe(true)
  })

  test('joined with a LOBSTER day see the same market', async () => {
    await outcry(
      ...['export', 'latest', '--runs', file('run'), '--format', 'lobster', '--levels', '50'],
      ...['--out', file('lobster')],
    )
    writeFileSync(file('lobster.yaml'), records(`{ lobster: ${file('lobster')} }`))
    const said = await outcry(
      ...['demonstrate', '--records', file('lobster.yaml'), ...common, '--out', file('l')],
    )
    expect(said).toMatchObject({ code: 0, err: '' })
    const [own, there] = [await stepsOf('l'), await stepsOf('itself')]
    // A publication leaves a venue a little after its book has changed.
    const same = own?.filter((step, nth) => JSON.stringify(step) === JSON.stringify(there?.[nth]))
    expect(same?.length).toBeGreaterThanOrEqual((own?.length ?? 0) - 1)
    expect(own?.length).toBeGreaterThan(9)
  })

  test('are refused by line and column', async () => {
    writeFileSync(file('bad.csv'), 'sent,side,price,size,order_id\n1,hold,1,1,1\n')
    writeFileSync(
      file('bad.yaml'),
      records(`{ lobster: ${file('lobster')} }`).replace('orders.csv', 'bad.csv'),
    )
    const said = await outcry(
      ...['demonstrate', '--records', file('bad.yaml'), ...common, '--out', file('no')],
    )
    expect(said.code).toBe(2)
    expect(said.err).toMatch(/bad\.csv:2: side is "hold": must be one of buy, /)
    writeFileSync(file('bad.csv'), '')
    const empty = await outcry(
      ...['demonstrate', '--records', file('bad.yaml'), ...common, '--out', file('no')],
    )
    expect(empty.err).toMatch(/bad\.csv:1: has no column "sent": it is empty\n$/)
    expect(empty.code).toBe(2)
  })
})
