import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ALLOWED, createFloodGuard } from '../../../src/live/flood-guard.ts'
import { runs } from '../../runs.ts'

const PAUSE = 1_000
const RATE = 100

/**
 * Refusals of two participants: by thousandths of its last pause after what came before, and read so
 * many ms later.
 */
const refusal = fc.record({
  after: fc.oneof(fc.constant(0), fc.nat(500), fc.nat(500), fc.nat(3_000)),
  late: fc.oneof(fc.constant(0), fc.nat(1_500)),
  who: fc.constantFrom(1, 2),
  messages: fc.oneof(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 2 * ALLOWED })),
})

/** What is cut off, and for how long, by a list of what was refused. */
interface Cut {
  readonly at: number
  readonly pause: number
}

test('who is cut off, when and for how long is what a plain account of the refusals says', () => {
  const seen = { cuts: 0, doubled: 0, most: 0, forgiven: 0, late: 0 }
  fc.assert(
    fc.property(fc.array(refusal, { minLength: 5, maxLength: 80, size: 'max' }), (script) => {
      const guard = createFloodGuard({ rate: RATE, pause: PAUSE })
      const cuts = new Map<number, Cut[]>([1, 2].map((who) => [who, []]))
      const counted = new Map<number, { at: number; messages: number }[]>(
        [1, 2].map((w) => [w, []]),
      )
      let at = 0
      let now = 0
      for (const { after, late, who, messages } of script) {
        const mine = cuts.get(who) as Cut[]
        const last = mine.at(-1)
        at += Math.floor((after * (last?.pause ?? PAUSE)) / 1_000)
        now = Math.max(now, at + late)
        const outs = [1, 2].filter((each) => isOut(cuts.get(each)?.at(-1), now))
        expect([...guard.outAt(now)].sort()).toEqual(outs)
        const told = guard.refused(who, messages, at, now)
        if (last !== undefined && at < last.at + last.pause) {
          if (!isOut(last, now)) seen.late++
          expect(told).toBe(0)
          continue
        }
        const since = counted.get(who) as { at: number; messages: number }[]
        since.push({ at, messages })
        if (left(since) >= 0) {
          expect(told).toBe(0)
          continue
        }
        const isAgain = last !== undefined && at < last.at + 2 * last.pause
        const pause = isAgain ? Math.min(2 * last.pause, 16 * PAUSE) : PAUSE
        expect(told).toBe(pause)
        mine.push({ at: now, pause })
        counted.set(who, [])
        seen.cuts++
        seen.most = Math.max(seen.most, pause)
        if (pause > PAUSE) seen.doubled++
        else if (last !== undefined) seen.forgiven++
      }
      expect(guard.times).toBe([...cuts.values()].flat().length)
    }),
    { numRuns: runs(300) },
  )
  expect(seen.cuts).toBeGreaterThan(500)
  expect(seen.doubled).toBeGreaterThan(100)
  expect(seen.forgiven).toBeGreaterThan(100)
  expect(seen.late).toBeGreaterThan(50)
  expect(seen.most).toBe(16 * PAUSE)
})

const isOut = (cut: Cut | undefined, now: number): boolean =>
  cut !== undefined && now < cut.at + cut.pause

/** What is left of the allowance: from each refusal on, all later ones have to fit. */
const left = (since: readonly { at: number; messages: number }[]): number => {
  const last = since.at(-1)?.at as number
  const spent = (from: number): number =>
    since.slice(from).reduce((sum, { messages }) => sum + messages, 0)
  return Math.min(
    ...since.map(({ at }, nth) => ALLOWED + ((last - at) * RATE) / 1_000 - spent(nth)),
  )
}

test('whoever is refused no more than may be is never cut off', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2_000), { minLength: 20, maxLength: 100 }), (gaps) => {
      const guard = createFloodGuard({ rate: RATE, pause: PAUSE })
      let at = 0
      guard.refused(1, ALLOWED, at, at)
      for (const gap of gaps) {
        at += gap
        expect(guard.refused(1, (gap * RATE) / 1_000, at, at)).toBe(0)
      }
      expect(guard.outAt(at).size).toBe(0)
    }),
    { numRuns: runs(100) },
  )
})
