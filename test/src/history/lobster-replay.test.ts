import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { replayLobster } from '../../../src/history/lobster-replay.ts'
import { openLobster } from '../../../src/history/lobster-source.ts'
import { deed, playDay, sourceOf } from './plain-lobster.ts'
import { realData } from './real-data.ts'

describe('any market, seen to a few levels:', () => {
  test('the engine has the book of every row, and trades with whom the file names', () => {
    let decidable = 0
    const days = fc.record({
      deeds: fc.array(deed, { minLength: 1, maxLength: 120, size: 'max' }),
      unseen: fc.nat(30),
      levels: fc.integer({ min: 1, max: 4 }),
    })
    fc.assert(
      fc.property(days, ({ deeds, unseen, levels }) => {
        const day = playDay(deeds, unseen, levels)
        const replay = replayLobster(sourceOf(day))
        const { length } = day.messages
        expect(replay.rows).toEqual({ count: length, equal: length, unequal: [] })
        expect(replay.faults).toBe(0)
        expect(replay.decidable.hit).toBe(replay.decidable.count)
        const tried = Object.values(replay.undecidable).reduce((sum, count) => sum + count, 0)
        expect(replay.decidable.count + tried).toBe(replay.types.execution)
        expect(replay.types.execution).toBe(
          day.messages.filter((row) => row.split(',')[1] === '4').length,
        )
        decidable += replay.decidable.count
      }),
      { numRuns: 200 },
    )
    expect(decidable).toBeGreaterThan(1_000)
  })

  test('where every level is in sight, every execution is decidable', () => {
    fc.assert(
      fc.property(fc.array(deed, { minLength: 1, maxLength: 60, size: 'max' }), (deeds) => {
        const replay = replayLobster(sourceOf(playDay(deeds, 0, 40)))
        expect(replay.decidable.submitted.count).toBe(replay.types.execution)
        expect(replay.revealed.count).toBe(0)
      }),
      { numRuns: 50 },
    )
  })
})

/** Two sells of 5 at 101, an ask below them and a bid, all in sight. */
const QUEUE = [
  ['1.0,5,0,1,10000,-1', '10200,9,9900,3,9999999999,0,-9999999999,0'],
  ['2.0,1,20,5,10100,-1', '10100,5,9900,3,10200,9,-9999999999,0'],
  ['3.0,1,30,5,10100,-1', '10100,10,9900,3,10200,9,-9999999999,0'],
] as const
const dayOf = (...rows: (readonly [string, string])[]) =>
  sourceOf({
    messages: rows.map(([message]) => message),
    orderbook: rows.map(([, book]) => book),
  })

describe('what a file says against price-time priority', () => {
  test('is a miss, and the book stays as the file has it', () => {
    const replay = replayLobster(
      dayOf(
        ...QUEUE,
        ['4.0,4,30,5,10100,-1', '10100,5,9900,3,10200,9,-9999999999,0'],
        ['5.0,4,20,2,10100,-1', '10100,3,9900,3,10200,9,-9999999999,0'],
        ['6.0,3,20,3,10100,-1', '10200,9,9900,3,9999999999,0,-9999999999,0'],
      ),
    )
    expect(replay.decidable).toMatchObject({ count: 2, hit: 1 })
    expect(replay.rows).toEqual({ count: 6, equal: 6, unequal: [] })
    expect(replay.faults).toBe(0)
  })

  test('an order behind size that nobody is known to own decides nothing', () => {
    const replay = replayLobster(
      dayOf(
        ['1.0,5,0,1,10000,-1', '10100,4,9900,3'],
        ['2.0,1,20,5,10100,-1', '10100,9,9900,3'],
        ['3.0,4,20,5,10100,-1', '10100,4,9900,3'],
      ),
    )
    expect(replay.undecidable.behindAnonymous).toBe(1)
    expect(replay.decidable.count).toBe(0)
    expect(replay.rows.equal).toBe(3)
  })

  test('nor does one behind size that only an order yet to come is known to have', () => {
    const replay = replayLobster(
      dayOf(
        ['1.0,5,0,1,10000,-1', '10100,8,9900,3'],
        ['2.0,1,20,5,10100,-1', '10100,13,9900,3'],
        ['3.0,4,20,5,10100,-1', '10100,8,9900,3'],
        ['4.0,3,30,8,10100,-1', '9999999999,0,9900,3'],
      ),
    )
    expect(replay.undecidable.behindAnonymous).toBe(1)
    expect(replay.decidable.count).toBe(0)
    expect(replay.rows.equal).toBe(4)
  })

  test('an execution away from the touch is no aggressor', () => {
    const replay = replayLobster(
      dayOf(...QUEUE, ['4.0,4,1,4,10200,-1', '10100,10,9900,3,10200,5,-9999999999,0']),
    )
    expect(replay.undecidable.offTouch).toBe(1)
    expect(replay.rows.equal).toBe(4)
  })
})

test('an order that was there before the file began is known by what comes later', () => {
  // 7 is older than 9, whatever the order in which they first are named.
  const replay = replayLobster(
    dayOf(
      ['1.0,5,0,1,10000,-1', '10100,8,9900,3'],
      ['2.0,1,20,5,10100,-1', '10100,13,9900,3'],
      ['3.0,2,9,1,10100,-1', '10100,12,9900,3'],
      ['4.0,4,7,2,10100,-1', '10100,10,9900,3'],
      ['5.0,4,7,1,10100,-1', '10100,9,9900,3'],
      ['6.0,4,9,4,10100,-1', '10100,5,9900,3'],
      ['7.0,4,20,5,10100,-1', '9999999999,0,9900,3'],
    ),
  )
  expect(replay.decidable).toEqual({
    count: 4,
    hit: 4,
    named: { count: 3, hit: 3 },
    submitted: { count: 1, hit: 1 },
  })
})

test('a row that is not as its message says is told with its line and what the two have', () => {
  const replay = replayLobster(
    dayOf(...QUEUE, ['4.0,2,20,1,10100,-1', '10100,8,9900,4,10200,9,-9999999999,0']),
  )
  expect(replay.rows).toEqual({
    count: 4,
    equal: 3,
    unequal: ['row 4: bid 1 is 3 at 9900, and in the file 4 at 9900'],
  })
})

test('only as many levels are compared as were asked for', () => {
  const wrong = dayOf(QUEUE[0], [QUEUE[1][0], '10100,5,9900,3,10200,7,-9999999999,0'])
  expect(replayLobster(wrong).rows.equal).toBe(1)
  expect(replayLobster(wrong, { levels: 1 }).rows.equal).toBe(2)
  expect(() => replayLobster(wrong, { levels: 3 })).toThrow(
    'o.csv: has 2 levels: levels must be at most that, not 3',
  )
})

test('files of different lengths are refused', () => {
  const [one, two] = [dayOf(QUEUE[0]), dayOf(QUEUE[0], QUEUE[1])]
  const { messages, orderbook } = two
  expect(() => replayLobster({ ...two, orderbook: one.orderbook })).toThrow(
    'o.csv: ends after 1 rows, and the other file has 2 or more',
  )
  expect(() => replayLobster({ symbol: '', messages: one.messages, orderbook })).toThrow(
    'm.csv: ends after 1 rows, and the other file has 2 or more',
  )
  expect(() =>
    replayLobster({ symbol: '', messages, orderbook: { ...orderbook, bytes: Buffer.alloc(0) } }),
  ).toThrow()
})

describe('real data:', () => {
  test('every row of AMZN, and whom 99.8 % of what is decidable trades with', ({ skip }) => {
    const file = realData('lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip', skip)
    const replay = replayLobster(openLobster(file))
    expect(replay.rows).toEqual({ count: 155_935, equal: 155_935, unequal: [] })
    expect(replay.faults).toBe(0)
    const { decidable } = replay
    expect(decidable.hit / decidable.count).toBeGreaterThanOrEqual(0.998)
    expect(decidable.submitted.hit / decidable.submitted.count).toBeGreaterThanOrEqual(0.998)
    expect(decidable.count / replay.types.execution).toBeGreaterThan(0.99)
    const moments = JSON.parse(readFileSync(realData('reference-moments.json', skip), 'utf8')) as {
      AMZN_L5: { types: Record<string, number> }
    }
    const { submission, partialCancel, deletion, execution, hiddenExecution } = replay.types
    expect(moments.AMZN_L5.types).toEqual({
      1: submission,
      2: partialCancel,
      3: deletion,
      4: execution,
      5: hiddenExecution,
    })
  })

  test('the first rows of AAPL, ten levels deep', ({ skip }) => {
    const file = realData('lobster/AAPL_2012-06-21_first998_message_10.csv', skip)
    const replay = replayLobster(openLobster(file))
    expect(replay).toMatchObject({ symbol: 'AAPL', levels: 10, faults: 0 })
    expect(replay.rows.equal).toBe(replay.messages)
    expect(replay.decidable).toMatchObject({ count: 98, hit: 98 })
  })
})
