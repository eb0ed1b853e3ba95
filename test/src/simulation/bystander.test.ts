import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Kind } from '../../../protocols/kind.ts'
import { createDistribution } from '../../../src/kernel/distribution.ts'
import { createLinks } from '../../../src/kernel/links.ts'
import type { Member } from '../../../src/simulation/part.ts'
import { createSystem } from '../../../src/simulation/system.ts'
import { type Copy, createPlainTape } from '../../actors/exchange/scripted-market.ts'
import { runs } from '../../runs.ts'
import { createChatter, createVenue } from './chatter.ts'

const END = 600

interface Crowd {
  readonly seed: number
  readonly gaps: readonly number[]
  readonly throws: number
}

/**
 * All that a crowd says in a day, with names for numbers, beside somebody who says nothing.
 * @param place where among the cast that one stands; `undefined`: nowhere
 */
function day({ seed, gaps, throws }: Crowd, bystander: string, place?: number) {
  const at = (nth: number): number => (place !== undefined && nth >= place ? nth + 1 : nth)
  const members: Member[] = [
    createVenue(END, 2),
    ...gaps.map((gap, nth) => ({
      key: `trader/${nth}`,
      home: at(0),
      isHub: true,
      thinking: nth,
      mind: {
        time: createDistribution({ type: 'uniform', min: 0, max: 6 }),
        mailbox: 3,
        full: 'drop-oldest' as const,
      },
      supervision: { onFailure: 'restart' as const, backoff: 7, restarts: 3 },
      actor: createChatter({
        ...{ gap, throws, subscribes: nth % 2 === 0 },
        ...{ peer: at(1 + ((nth + 1) % gaps.length)), venue: at(0) },
      }),
    })),
  ]
  if (place !== undefined) {
    members.splice(place, 0, { key: bystander, actor: () => ({ receive: () => {} }) })
  }
  const keys = members.map(({ key }) => key)
  const jitter = createDistribution({ type: 'log-normal', median: 4, sigma: 1 })
  const link = { base: 5, jitter, loss: { probability: 0.1, timeout: 9 }, lines: 2 }
  const tape = createPlainTape()
  createSystem({
    seed,
    members,
    latency: createLinks({
      ...{ seed, keys, classes: keys.map(() => 0), extent: 3_000 },
      ...{ direct: [[link]], feeds: [[link]] },
    }),
    sinks: [tape],
  }).runBefore(END)
  const named = ({ sender, recipient, ...rest }: Copy) => ({
    ...rest,
    ...(rest.kind === Kind.dropped ? { droppedSender: keys[Number(rest.droppedSender)] } : {}),
    from: keys[sender],
    to: keys[recipient] ?? 'all',
  })
  return tape.records.map(named).filter(({ from }) => from !== bystander)
}

test('somebody who says nothing changes nobody’s draws, whatever the name and place', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.nat(),
        gaps: fc.array(fc.integer({ min: 3, max: 40 }), { minLength: 2, maxLength: 4 }),
        throws: fc.constantFrom(0, 0.05),
      }),
      fc.constantFrom('idle/0', 'trader/9', 'a/3', 'zz/1'),
      fc.nat(),
      (crowd, bystander, place) => {
        const alone = day(crowd, bystander)
        expect(alone.length).toBeGreaterThan(5)
        expect(day(crowd, bystander, place % (crowd.gaps.length + 2))).toEqual(alone)
      },
    ),
    { numRuns: runs(150) },
  )
})
