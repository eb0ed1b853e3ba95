import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wayFinder } from '../../../../src/journal/tables/way.ts'

const cast = [
  { group: 'exchange', type: 'venue', first: 0, count: 1, cash: 0, computation: 30 },
  { group: 'quick', type: 'noise', first: 1, count: 2, cash: 0, computation: 50 },
  { group: 'human', type: 'noise', first: 3, count: 1, cash: 0, computation: 5 },
]
const find = (venue: object, thinking?: object) =>
  wayFinder({
    cast,
    scenario: {
      venues: [{ name: 'exchange', ...venue }],
      groups: [{ name: 'quick' }, { name: 'human', ...(thinking && { thinking }) }],
    },
  })
const times = { actor: 2, venue: 0, sent: 1_000, arrives: 1_250, matched: 1_900, reported: 2_130 }

test('a way by hand: 50 of thinking, 200 of wire, 100 held, 510 queued, 40 served, and back', () => {
  const wayOf = find({ service: 40, speedBump: { type: 'symmetric', delay: 100 } })
  expect(wayOf(times)).toEqual({
    ...{ thinking: 50, link: 200, hold: 100, queue: 510, service: 40 },
    ...{ venueThinking: 30, linkBack: 200 },
  })
})

test('a mind that takes always the same time is thinking; one of chance cannot be told from the link', () => {
  const human = { ...times, actor: 3 }
  const constant = { time: { type: 'constant', value: 60 }, mailbox: 1 }
  expect(find({ service: 0 }, constant)(human)).toMatchObject({ thinking: 65, link: 185 })
  const random = { time: { type: 'gamma', shape: 2, mean: 60 }, mailbox: 1 }
  const { thinking, link, queue } = find({ service: 0 }, random)(human)
  expect([thinking, link, queue]).toEqual([Number.NaN, Number.NaN, 650])
})

test('a bump that holds some and not others is told from the queue where the gateway has none', () => {
  const bump = { type: 'asymmetric', delay: 600 }
  const free = find({ service: 0, speedBump: bump })(times)
  expect(free).toMatchObject({ hold: 650, queue: 0, service: 0 })
  const busy = find({ service: 40, speedBump: bump })(times)
  expect(busy).toMatchObject({ hold: Number.NaN, queue: Number.NaN, service: 40 })
})

test('what was never answered has a way there, and none inside or back', () => {
  const unanswered = { ...times, matched: Number.NaN, reported: Number.NaN }
  for (const bump of [{}, { speedBump: { type: 'random', min: 1, max: 9 } }]) {
    expect(find({ service: 0, ...bump })(unanswered)).toEqual({
      ...{ thinking: 50, link: 200, hold: Number.NaN, queue: Number.NaN, service: Number.NaN },
      ...{ venueThinking: Number.NaN, linkBack: Number.NaN },
    })
  }
})

test('the parts add up to the times between which they lie, and none is below 0', () => {
  const span = fc.nat({ max: 1_000 })
  const spans = fc.tuple(span, span, span, span)
  const fixed = fc.tuple(fc.nat({ max: 99 }), fc.nat({ max: 99 }))
  fc.assert(
    fc.property(fc.nat(), spans, fixed, (sent, [link, queue, back, extra], [service, delay]) => {
      const wayOf = find({ service, speedBump: { type: 'symmetric', delay } })
      const arrives = sent + 50 + link + extra
      const matched = arrives + delay + queue + service
      const reported = matched + 30 + back
      const way = wayOf({ actor: 1, venue: 0, sent, arrives, matched, reported })
      expect(way.thinking + way.link).toBe(arrives - sent)
      expect(way.hold + way.queue + way.service).toBe(matched - arrives)
      expect(way.venueThinking + way.linkBack).toBe(reported - matched)
      for (const part of Object.values(way)) expect(part).toBeGreaterThanOrEqual(0)
    }),
  )
})
