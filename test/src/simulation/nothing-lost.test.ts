import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Actor } from '../../../actors/actor.ts'
import { Kind } from '../../../protocols/kind.ts'
import { actorId, instrumentId } from '../../../protocols/units.ts'
import { createDistribution } from '../../../src/kernel/distribution.ts'
import { createLinks, type DirectLink } from '../../../src/kernel/links.ts'
import type { Thinking } from '../../../src/simulation/mind.ts'
import type { Member, Supervision } from '../../../src/simulation/part.ts'
import { createSystem } from '../../../src/simulation/system.ts'
import { createPlainTape } from '../../actors/exchange/scripted-market.ts'
import { runs } from '../../runs.ts'

const NEWS = 1
const GOSSIP = 2

/** When the last word is said, and when the last of its effects is over. */
const LAST = 400
const END = 1_000_000

interface Plan {
  /** ns between two of its words. */
  readonly every: number
  /** The numbers of those of its hearings at which it throws. */
  readonly fatal: readonly number[]
  readonly supervision: Supervision
  readonly mind?: Thinking | undefined
}

/** Says a word to the next and publishes one, every so often, and writes down all that it hears. */
const gossip =
  ({ every, fatal }: Plan, nth: number, count: number, heard: string[]): Actor =>
  (context) => {
    let hearings = 0
    const to = actorId((nth + 1) % count)
    const feeds = Array.from({ length: count }, (_, publisher) =>
      context.feed(actorId(publisher), Kind.custom, instrumentId(0)),
    )
    const word = { kind: Kind.custom, a: nth, b: 0, c: 0 }
    return {
      receive(message) {
        if (message.kind === Kind.start) {
          feeds.forEach((feed, publisher) => {
            if (publisher !== nth) context.subscribe(feed)
          })
          context.after(every, 1)
        } else if (message.kind === Kind.timer) {
          context.send(to, { ...word, subject: GOSSIP })
          context.publish(feeds[nth] as (typeof feeds)[0], { ...word, subject: NEWS })
          if (context.now() + every < LAST) context.after(every, 1)
        } else {
          heard.push(`${message.sender} ${message.sequence}`)
          if (fatal.includes(++hearings)) throw new Error(`the ${hearings}th`)
        }
      },
    }
  }

const link: fc.Arbitrary<DirectLink> = fc.record(
  {
    base: fc.integer({ min: 1, max: 50 }),
    loss: fc.record({
      probability: fc.double({ min: 0, max: 0.9, noNaN: true }),
      timeout: fc.nat(20),
    }),
    outages: fc.constant([{ from: 50, to: 130 }]),
    unordered: fc.boolean(),
    bandwidth: fc.constantFrom(1e9, 1e11),
    jitter: fc.constant(createDistribution({ type: 'uniform', min: 0, max: 40 })),
    burst: fc.constant({ window: 50, perMessage: 9 }),
    lines: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: ['base'] },
)

const mind: fc.Arbitrary<Thinking> = fc.record({
  time: fc.nat(30).map((max) => createDistribution({ type: 'uniform', min: 0, max })),
  mailbox: fc.nat(4),
  full: fc.constantFrom('drop-newest', 'drop-oldest', 'drop-data'),
})

const plan: fc.Arbitrary<Plan> = fc.record({
  every: fc.integer({ min: 3, max: 60 }),
  fatal: fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 3 }),
  supervision: fc.oneof(
    fc.constant({ onFailure: 'stop' as const, backoff: 0, restarts: 0 }),
    fc.record({
      onFailure: fc.constant('restart' as const),
      backoff: fc.nat(60),
      restarts: fc.integer({ min: 1, max: 4 }),
    }),
  ),
  mind: fc.option(mind, { nil: undefined }),
})

/** In an order of their own; duplicates stay. */
const sorted = (words: readonly string[]): string[] => [...words].sort()

test('whatever links, mailboxes and failures do, each word on the tape is heard once or dropped once', () => {
  const seen = { heard: 0, dropped: 0 }
  fc.assert(
    fc.property(
      fc.nat(),
      fc.array(plan, { minLength: 2, maxLength: 4 }),
      link,
      (seed, plans, direct) => {
        const heard: string[][] = plans.map(() => [])
        const tape = createPlainTape()
        const members: Member[] = plans.map((each, nth) => ({
          key: `gossip/${nth}`,
          isHub: true,
          actor: gossip(each, nth, plans.length, heard[nth] as string[]),
          supervision: each.supervision,
          ...(each.mind === undefined ? {} : { mind: each.mind }),
        }))
        const { unordered: _, burst: _b, bandwidth: _w, ...feed } = direct
        createSystem({
          seed,
          members,
          latency: createLinks({
            seed,
            keys: members.map(({ key }) => key),
            classes: members.map(() => 0),
            direct: [[direct]],
            feeds: [[feed]],
          }),
          sinks: [tape],
        }).runBefore(END)

        const { records } = tape
        const words = records.filter(({ kind }) => kind === Kind.custom)
        plans.forEach((_each, nth) => {
          const own = records.filter(({ sender }) => sender === nth)
          const dropped = own
            // Its own timers, which a full mailbox drops too, are no words.
            .filter(({ kind, droppedSender }) => kind === Kind.dropped && droppedSender !== nth)
            .map(({ droppedSender, droppedSequence }) => `${droppedSender} ${droppedSequence}`)
          const toMe = words
            .filter(({ sender, subject, recipient }) =>
              subject === GOSSIP ? recipient === nth : sender !== nth,
            )
            .map(({ sender, sequence, subject }) => [`${sender} ${sequence}`, subject] as const)
          // A life's end is the end of its subscriptions: whoever failed is not asked for publications.
          const hasFailed = own.some(({ kind }) => kind === Kind.failed)
          const news = new Set<string>(
            toMe.filter(([, subject]) => subject === NEWS).map(([name]) => name),
          )
          const isAsked = (name: string): boolean => !hasFailed || !news.has(name)
          const reached = [...(heard[nth] as string[]), ...dropped]
          expect(sorted(reached.filter(isAsked))).toEqual(
            sorted(toMe.map(([name]) => name).filter(isAsked)),
          )
          // Of publications, none twice even so.
          expect(new Set(reached).size).toBe(reached.length)
          seen.heard += (heard[nth] as string[]).length
          seen.dropped += dropped.length
        })
      },
    ),
    { numRuns: runs(300) },
  )
  expect(seen.heard).toBeGreaterThan(1_000)
  expect(seen.dropped).toBeGreaterThan(1_000)
})
