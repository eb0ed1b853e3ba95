import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OutputPlace } from '../../../src/live/output-log.ts'
import { createSequencedMarket, type SavedMarket } from '../../../src/live/sequenced-market.ts'
import { createTeller } from '../../../src/live/teller.ts'
import { loadScenario } from '../../../src/simulation/scenario/load.ts'
import { runs } from '../../runs.ts'
import { type Sent, sent } from './order-flows.ts'

const scenario = loadScenario('tiny')
type Told = OutputPlace & { readonly to: number; readonly bytes: string }
interface Kept {
  readonly input: number
  readonly market: SavedMarket
}

/** An exchange that takes inputs after `from`, and is told when nothing more came with what it took. */
function serve(
  script: readonly Sent[],
  pauses: ReadonlySet<number>,
  log: Told[],
  from?: Kept,
): Kept[] {
  const market = createSequencedMarket(scenario, { from: from?.market })
  const last = log.at(-1)
  const { first, input, part } = last ?? { first: 0, input: 0, part: 0 }
  let later: (() => void) | undefined
  const teller = createTeller({
    market,
    log: {
      had: { first, input, part },
      append: (place, to, payload) =>
        void log.push({ ...place, to: Number(to), bytes: Buffer.from(payload).toString('hex') }),
    },
    subjectOf: String,
    publish: () => {},
    later: (tell) => {
      later = tell
    },
  })
  const kept: Kept[] = []
  let time = 0
  script.forEach(({ after, who, frame }, nth) => {
    time += after
    const input = nth + 1
    if (input <= (from?.input ?? 0)) return
    market.take(time, who, frame)
    teller.say(input)
    if (!pauses.has(nth)) return
    later?.()
    const saved = market.save()
    if (saved !== undefined) kept.push({ input, market: saved })
  })
  teller.tell()
  return kept
}

/** All that each participant was told, in order. */
const toldTo = (log: readonly Told[]): string[] =>
  [1, 2, 3, 4].map((who) => log.flatMap(({ to, bytes }) => (to === who ? [bytes] : [])).join(''))

test('what the log has a part of is said to its end, and nothing of it twice', () => {
  let cutGroups = 0
  fc.assert(
    fc.property(
      fc.array(sent, { minLength: 10, maxLength: 60, size: 'max' }),
      fc.uniqueArray(fc.nat(59), { maxLength: 12 }),
      fc.uniqueArray(fc.nat(59), { maxLength: 12 }),
      fc.nat(),
      fc.nat(),
      (script, pauses, otherPauses, cut, keptNth) => {
        const whole: Told[] = []
        const kept = serve(script, new Set(pauses), whole)
        // It died when the log had so much, and had kept its state so far at the latest.
        const log = whole.slice(0, cut % (whole.length + 1))
        const had = log.at(-1)
        const next = whole[log.length]
        if (had !== undefined && next?.input === had.input && next.first < had.input) cutGroups++
        const older = kept.filter(({ input }) => input < (next?.first ?? Number.POSITIVE_INFINITY))
        serve(script, new Set(otherPauses), log, older[keptNth % (older.length + 1)])
        expect(toldTo(log)).toEqual(toldTo(whole))
      },
    ),
    { numRuns: runs(150) },
  )
  expect(cutGroups).toBeGreaterThan(25)
})
