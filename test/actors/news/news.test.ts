import { expect, test } from 'vitest'
import type { Fundamental } from '../../../actors/actor.ts'
import { createNews } from '../../../actors/news/news.ts'
import { Kind } from '../../../protocols/kind.ts'
import { HOUR, type Nanos, SECOND } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

/** Jumps a tick up every ten seconds. */
const jumping: Fundamental = Object.assign((at: Nanos) => 1_000 + Math.floor(at / (10 * SECOND)), {
  nextJump: (after: Nanos) => ((Math.floor(after / (10 * SECOND)) + 1) * 10 * SECOND) as Nanos,
})

test('it tells the value at the open and at each jump, in the nanosecond of the jump', () => {
  const life = createFakeLife(createNews({}, { ...MARKET, fundamental: jumping }))
  life.run(MARKET.open + 25 * SECOND)
  expect(life.published.map(({ at }) => at - MARKET.open)).toEqual([0, 10 * SECOND, 20 * SECOND])
  expect(life.published.map(({ message }) => message)).toEqual(
    [1_180, 1_181, 1_182].map((value, nth) => ({
      ...{ kind: Kind.news, instrument: 0, number: nth + 1, value },
    })),
  )
})

test('of a value that does not jump it tells the open alone', () => {
  const life = createFakeLife(createNews({}, MARKET))
  life.run(10 * HOUR)
  expect(life.published).toHaveLength(1)
})
