import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findRaces, type Race } from '../../../../src/analysis/measures/races.ts'

interface Entry {
  sent: number
  arrived: number
  actor: number
  side: number
  takes: number
}
interface Move {
  at: number
  side: number
}

const column = <Row extends object>(rows: readonly Row[]) =>
  Object.fromEntries(
    Object.keys(rows[0] ?? {}).map((name) => [
      name,
      rows.map((row) => (row as Record<string, number>)[name] as number),
    ]),
  )
const find = (entries: readonly Entry[], moves: readonly Move[], window?: number): Race[] =>
  findRaces(
    { sent: [], arrived: [], actor: [], side: [], takes: [], ...column(entries) },
    { at: [], side: [], ...column(moves) },
    window,
  )

test('a race by hand: a maker is beaten by 30 ns, and who comes too late is not in it', () => {
  // At 1,000 the value rises: the asks are stale. At 5,000 it falls, and the maker is in time.
  const moves = [
    { at: 1_000, side: 2 },
    { at: 5_000, side: 1 },
  ]
  const [maker, quick, slow] = [7, 8, 9]
  const entries = [
    { sent: 900, arrived: 1_010, actor: slow, side: 2, takes: 1 }, // decided before the news
    { sent: 1_100, arrived: 1_200, actor: quick, side: 2, takes: 1 },
    { sent: 1_100, arrived: 1_230, actor: maker, side: 1, takes: 0 }, // its bids are in no danger
    { sent: 1_100, arrived: 1_230, actor: maker, side: 2, takes: 0 },
    { sent: 1_100, arrived: 1_400, actor: quick, side: 2, takes: 1 },
    { sent: 1_100, arrived: 1_701, actor: slow, side: 2, takes: 1 },
    { sent: 5_100, arrived: 5_200, actor: maker, side: 1, takes: 0 },
    { sent: 5_100, arrived: 5_200, actor: quick, side: 1, takes: 1 },
  ]
  expect(find(entries, moves, 500)).toEqual([
    { move: 0, actors: [quick, maker], isTaken: true, lead: 30 },
    { move: 1, actors: [maker, quick], isTaken: false, lead: 0 },
  ])
})

test('one alone does not race, and those who only withdraw do not either', () => {
  const moves = [{ at: 0, side: 1 }]
  const one = { sent: 1, arrived: 5, actor: 1, side: 1, takes: 1 }
  expect(find([one, { ...one, arrived: 6 }], moves)).toEqual([])
  expect(
    find(
      [
        { ...one, takes: 0 },
        { ...one, actor: 2, takes: 0 },
      ],
      moves,
    ),
  ).toEqual([])
  expect(
    find(
      [
        { ...one, takes: 0 },
        { ...one, actor: 2 },
      ],
      moves,
    ),
  ).toHaveLength(1)
})

test('who comes long after the move and near another races as well', () => {
  const moves = [{ at: 0, side: 1 }]
  const lone = { sent: 1, arrived: 5, actor: 1, side: 1, takes: 1 }
  const late = [900, 930].map((arrived, actor) => ({ ...lone, arrived, actor }))
  expect(find([lone, ...late], moves, 50)).toEqual([
    { move: 0, actors: [0, 1], isTaken: true, lead: 30 },
  ])
})

/** The same with a plain look at every pair. */
function plain(entries: readonly Entry[], moves: readonly Move[], window: number): Race[] {
  return moves.flatMap((move, index) => {
    const isTheirs = ({ sent, side }: Entry): boolean =>
      side === move.side &&
      move.at <= sent &&
      !moves.some((other, place) => other.side === side && place > index && other.at <= sent)
    const after = entries.filter(isTheirs)
    const races = after.flatMap((start, place) => {
      const field = after.slice(place).filter(({ arrived }) => arrived <= start.arrived + window)
      const actors = [...new Set(field.map(({ actor }) => actor))]
      const second = field.find(({ actor }) => actor === actors[1])
      if (second === undefined || field.every(({ takes }) => takes === 0)) return []
      const lead = second.arrived - start.arrived
      return [{ move: index, actors, isTaken: start.takes === 1, lead }]
    })
    return races.slice(0, 1)
  })
}

test('it agrees with a look at every pair of a move and a request', () => {
  const moves = fc
    .array(fc.record({ at: fc.nat({ max: 60 }), side: fc.constantFrom(1, 2) }), { maxLength: 6 })
    .map((all) => all.sort((one, other) => one.at - other.at))
  const entries = fc
    .array(
      fc.record({
        sent: fc.nat({ max: 80 }),
        takes: fc.constantFrom(0, 1),
        way: fc.integer({ min: 1, max: 20 }),
        actor: fc.nat({ max: 3 }),
        side: fc.constantFrom(1, 2),
      }),
      { maxLength: 20 },
    )
    .map((all) =>
      all
        .map(({ way, ...entry }) => ({ ...entry, arrived: entry.sent + way }))
        .sort((one, other) => one.arrived - other.arrived),
    )
  fc.assert(
    fc.property(entries, moves, fc.nat({ max: 50 }), (all, told, window) => {
      expect(find(all, told, window)).toEqual(plain(all, told, window))
    }),
    { numRuns: 1_000 },
  )
})
