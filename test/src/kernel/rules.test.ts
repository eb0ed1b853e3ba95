import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Actor, ActorContext, TimerId } from '../../../actors/actor.ts'
import { derive, draw32, rootKey } from '../../../protocols/hash.ts'
import { Kind } from '../../../protocols/kind.ts'
import type { Message } from '../../../protocols/message.ts'
import type { ActorId, InstrumentId, Lots, Ticks } from '../../../protocols/units.ts'
import { createMemoryTape } from '../../../src/journal/tape.ts'
import { UndeclaredLinkError } from '../../../src/kernel/directory.ts'
import { HorizonError } from '../../../src/kernel/kernel.ts'
import { constantLatency, type Latency, uniformLatency } from '../../../src/kernel/latency.ts'
import type { Member } from '../../../src/simulation/part.ts'
import { createSystem } from '../../../src/simulation/system.ts'

const HUB = 0 as ActorId
const ABM = 0 as InstrumentId
const quiet: Actor = () => ({ receive: () => {} })

/** What a listener keeps of a message. */
interface Heard {
  readonly kind: number
  readonly sender: number
  readonly sequence: number
  readonly at: number
  readonly a: number
}
const keep = (message: Message, at: number): Heard => ({
  kind: message.kind,
  sender: message.sender,
  sequence: message.sequence,
  at,
  a: message.kind === Kind.custom ? message.a : 0,
})

/** An actor that keeps what it hears. */
const listener =
  (heard: Heard[], also?: (context: ActorContext, message: Message) => void): Actor =>
  (context) => ({
    receive(message) {
      heard.push(keep(message, context.now()))
      also?.(context, message)
    },
  })

/** An actor that does `act` at its start and `tick` at each of its timers. */
const script =
  (
    act: (context: ActorContext) => void,
    tick: (context: ActorContext, tag: number) => void = () => {},
  ): Actor =>
  (context) => ({
    receive(message) {
      if (message.kind === Kind.start) act(context)
      else if (message.kind === Kind.timer) tick(context, message.tag)
    },
  })

const say = (context: ActorContext, to: number, a = 0): void =>
  context.send(to as ActorId, { kind: Kind.custom, subject: 0, a, b: 0, c: 0 })

const stage = (members: Member[], latency: Latency = constantLatency(5), seed = 1) => {
  const tape = createMemoryTape()
  const system = createSystem({ seed, members, latency, sinks: [tape] })
  return { system, tape }
}
const hub = (actor: Actor): Member => ({ key: 'hub/0', actor, isHub: true })

describe('rule 1: time is a whole number of nanoseconds', () => {
  test('a delay that is not whole is rounded up, and none is longer than time', () => {
    const heard: Heard[] = []
    const act = script(
      (context) => {
        for (const delay of [0.2, 1.5, 7]) context.after(delay, 1)
        expect(() => context.after(Number.NaN, 1)).toThrow(RangeError)
        expect(() => context.after(2 ** 53, 1)).toThrow(RangeError)
      },
      (context) => heard.push({ kind: 0, sender: 0, sequence: 0, at: context.now(), a: 0 }),
    )
    stage([hub(act)]).system.runBefore(100)
    expect(heard.map(({ at }) => at)).toEqual([1, 2, 7])
  })

  test('a link refuses a delay that is not whole or less than a nanosecond', () => {
    for (const delay of [0, 0.5, 1.5, -1, Number.NaN]) {
      expect(() => constantLatency(delay)).toThrow(RangeError)
      expect(() => uniformLatency(delay, 9)).toThrow(RangeError)
    }
    expect(() => uniformLatency(9, 8)).toThrow(RangeError)
  })
})

describe('rule 2: the order of events is total and favours nobody', () => {
  /** Senders 1..n each say three things at time 10 that arrive at one moment. */
  const tied = (seed: number, senders: number): Heard[] => {
    const heard: Heard[] = []
    const sender = script(
      (context) => context.after(10, 1),
      (context) => {
        for (let nth = 0; nth < 3; nth++) say(context, HUB, nth)
      },
    )
    const members = Array.from({ length: senders }, (_, nth) => ({
      key: `s/${nth}`,
      actor: sender,
    }))
    stage([hub(listener(heard)), ...members], constantLatency(5), seed).system.runBefore(100)
    return heard.filter(({ kind }) => kind === Kind.custom)
  }

  test('at one time it is the order of the hash of seed, sender and time, then of speaking', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 6 }), (seed, senders) => {
        const keys = Array.from({ length: senders }, (_, nth) =>
          derive(rootKey(seed, 'tie'), `s/${nth}`),
        )
        const plain = keys
          .map(({ lo, hi }, nth) => ({ sender: nth + 1, tie: draw32(lo, hi, 15, 0) }))
          .sort((one, other) => one.tie - other.tie)
          .flatMap(({ sender }) => [0, 1, 2].map((a) => ({ sender, a })))
        expect(tied(seed, senders).map(({ sender, a }) => ({ sender, a }))).toEqual(plain)
      }),
      { numRuns: 50 },
    )
  })

  test('over seeds each of three senders is first equally often (chi-squared, 1 in 10,000)', () => {
    const first = [0, 0, 0]
    const seeds = 1_500
    for (let seed = 0; seed < seeds; seed++) {
      const winner = (tied(seed, 3)[0]?.sender as number) - 1
      first[winner] = (first[winner] as number) + 1
    }
    const expected = seeds / 3
    const statistic = first.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)
    expect(statistic).toBeLessThan(18.4)
  })
})

describe('rule 3: whatever an event causes is at least a nanosecond after it', () => {
  test('a timer of no delay fires a nanosecond later', () => {
    const times: number[] = []
    const act = script(
      (context) => context.after(0, 1),
      (context, tag) => {
        times.push(context.now())
        if (tag < 4) context.after(0, tag + 1)
      },
    )
    stage([hub(act)]).system.runBefore(100)
    expect(times).toEqual([1, 2, 3, 4])
  })
})

describe('rule 4: a timer is a message to oneself', () => {
  const sequencesAfter = (prepare: (context: ActorContext) => void): number[] => {
    const heard: Heard[] = []
    const act = script((context) => {
      prepare(context)
      say(context, HUB)
    })
    stage([hub(listener(heard)), { key: 's/0', actor: act }]).system.runBefore(100)
    return heard.filter(({ kind }) => kind === Kind.custom).map(({ sequence }) => sequence)
  }
  const [plain] = sequencesAfter(() => {})

  test('it takes its sequence number when it is set, and keeps it when it is cancelled', () => {
    expect(sequencesAfter((context) => context.after(9, 1))).toEqual([(plain as number) + 1])
    const cancelled = sequencesAfter((context) => {
      context.cancel(context.after(9, 1))
    })
    expect(cancelled).toEqual([(plain as number) + 1])
  })

  test('cancelled, in its own step or later, it never comes, and cannot be cancelled twice', () => {
    const fired: number[] = []
    const cancels: boolean[] = []
    let late: TimerId
    const act = script(
      (context) => {
        late = context.after(50, 7)
        const soon = context.after(20, 8)
        cancels.push(context.cancel(soon), context.cancel(soon))
        context.after(30, 1)
      },
      (context, tag) => {
        fired.push(tag)
        cancels.push(context.cancel(late), context.cancel(late))
      },
    )
    const { system } = stage([hub(act)])
    system.runBefore(100)
    expect(fired).toEqual([1])
    expect(cancels).toEqual([true, false, true, false])
    expect(system.nextTime).toBe(Number.POSITIVE_INFINITY)
  })

  test('cancelled in a later step, it waits no longer, whatever else that step says', () => {
    for (let said = 0; said < 4; said++) {
      let late: TimerId
      const act = script(
        (context) => {
          context.after(10, 0)
          late = context.after(50, 0)
        },
        (context) => {
          for (let nth = 0; nth < said; nth++) context.after(1_000, 0)
          context.cancel(late)
        },
      )
      const { system } = stage([hub(act)])
      system.runBefore(20)
      expect(system.nextTime).toBe(said === 0 ? Number.POSITIVE_INFINITY : 1_010)
    }
  })

  test('a timer that has fired cannot be cancelled, nor another that has its place', () => {
    const cancels: boolean[] = []
    const fired: number[] = []
    let first: TimerId
    const act = script(
      (context) => {
        first = context.after(1, 1)
      },
      (context, tag) => {
        fired.push(tag)
        if (tag === 1) context.after(5, 2)
        if (tag === 2) context.after(5, 3)
        if (tag === 2) cancels.push(context.cancel(first))
      },
    )
    stage([hub(act)]).system.runBefore(100)
    expect(cancels).toEqual([false])
    expect(fired).toEqual([1, 2, 3])
  })

  test('a publication takes one sequence number, however many read it', () => {
    const sequences = (readers: number): number[] => {
      const heard: Heard[] = []
      const publisher = script(
        (context) => context.after(10, 1),
        (context) => {
          const feed = context.feed(context.id, Kind.trade, ABM)
          const body = { kind: Kind.trade, instrument: ABM, side: 1, venueOrder: 0 } as const
          for (let number = 1; number <= 3; number++) {
            context.publish(feed, { ...body, number, price: 1 as Ticks, size: 1 as Lots })
          }
        },
      )
      const reader = (context: ActorContext) => ({
        receive(message: Message) {
          if (message.kind !== Kind.start) heard.push(keep(message, 0))
          else context.subscribe(context.feed(HUB, Kind.trade, ABM))
        },
      })
      const members = Array.from({ length: readers }, (_, nth) => ({
        key: `r/${nth}`,
        actor: reader,
      }))
      stage([hub(publisher), ...members]).system.runBefore(100)
      expect(heard.length).toBe(3 * readers)
      return [...new Set(heard.map(({ sequence }) => sequence))]
    }
    expect(sequences(3)).toEqual(sequences(1))
  })
})

describe('rule 5: chance belongs to the seed and the stable key', () => {
  const drawn = (seed: number, keys: readonly string[]): Map<string, number> => {
    const draws = new Map<string, number>()
    const drawer = script((context) => {
      draws.set(context.key, context.random.uniform())
    })
    const members = keys.map((key) => ({ key, actor: drawer }))
    stage([hub(quiet), ...members], constantLatency(5), seed).system.runBefore(10)
    return draws
  }

  test('who else is there, and in what place, changes nobody’s draws', () => {
    const few = drawn(7, ['x/0', 'x/1'])
    const many = drawn(7, ['new/0', 'x/1', 'x/0', 'x/2'])
    expect(many.get('x/0')).toBe(few.get('x/0'))
    expect(many.get('x/1')).toBe(few.get('x/1'))
  })

  test('neighbouring seeds and neighbouring keys share nothing', () => {
    const keys = Array.from({ length: 100 }, (_, nth) => `x/${nth}`)
    const draws = [1, 2, 3, 4].flatMap((seed) => [...drawn(seed, keys).values()])
    expect(new Set(draws).size).toBe(400)
    const [one, two] = [draws.slice(0, 100), draws.slice(100, 200)]
    const covariance = one.reduce(
      (sum, u, nth) => sum + (u - 0.5) * ((two[nth] as number) - 0.5),
      0,
    )
    expect(Math.abs(covariance / 100 / (1 / 12))).toBeLessThan(0.4)
  })
})

describe('rule 6: a link belongs to its sender', () => {
  test('an ordered link never reorders, and a message waits for its forerunner and no longer', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 40 }), (seed, spread) => {
        const heard: Heard[] = []
        const sender = script(
          (context) => context.after(1, 1),
          (context, tag) => {
            say(context, HUB, context.now())
            if (tag < 60) context.after(3, tag + 1)
          },
        )
        const latency = uniformLatency(5, 5 + spread)
        stage(
          [hub(listener(heard)), { key: 's/0', actor: sender }],
          latency,
          seed,
        ).system.runBefore(1_000)
        const said = heard.filter(({ kind }) => kind === Kind.custom)
        expect(said.length).toBe(60)
        said.forEach(({ at, a, sequence }, nth) => {
          const before = said[nth - 1]
          expect(at - a).toBeGreaterThanOrEqual(5)
          expect(at).toBeLessThanOrEqual(Math.max(a + 5 + spread, before?.at ?? 0))
          if (before !== undefined) {
            expect(at).toBeGreaterThanOrEqual(before.at)
            expect(sequence).toBeGreaterThan(before.sequence)
          }
        })
      }),
      { numRuns: 60 },
    )
  })

  test('a message does not wait for what its sender said to somebody else', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const alone: Heard[] = []
        const beside: Heard[] = []
        const speaker = (others: boolean) =>
          script((context) => {
            for (let nth = 0; nth < 20; nth++) {
              if (others) say(context, 2)
              else context.after(1e6, 1)
              say(context, HUB)
            }
          })
        for (const [heard, others] of [
          [alone, false],
          [beside, true],
        ] as const) {
          const members = [
            hub(listener(heard)),
            { key: 's/0', actor: speaker(others) },
            { ...hub(listener([])), key: 'hub/1' },
          ]
          stage(members, uniformLatency(5, 1_000), seed).system.runBefore(2_000)
        }
        const times = (heard: readonly Heard[]) =>
          heard.filter(({ kind }) => kind === Kind.custom).map(({ at }) => at)
        expect(times(beside)).toEqual(times(alone))
        expect(times(beside)).toHaveLength(20)
      }),
      { numRuns: 20 },
    )
  })

  test('the whole spread is used, and a link without other traffic is not delayed by another', () => {
    const delays = new Set<number>()
    for (let seed = 0; seed < 200; seed++) {
      const heard: Heard[] = []
      const sender = script((context) => say(context, HUB))
      const latency = uniformLatency(5, 9)
      stage([hub(listener(heard)), { key: 's/0', actor: sender }], latency, seed).system.runBefore(
        50,
      )
      delays.add(heard.find(({ kind }) => kind === Kind.custom)?.at as number)
    }
    expect([...delays].sort()).toEqual([5, 6, 7, 8, 9])
  })

  test('thinking time is added before the link, to messages and publications alike', () => {
    const heard: Heard[] = []
    const speaker = script((context) => {
      say(context, 1)
      const feed = context.feed(context.id, Kind.session, ABM)
      context.publish(feed, { kind: Kind.session, instrument: ABM, number: 1, phase: 1 })
    })
    const reader = listener(heard, (context, message) => {
      if (message.kind === Kind.start) context.subscribe(context.feed(HUB, Kind.session, ABM))
    })
    stage([
      { ...hub(speaker), thinking: 7 },
      { key: 'r/0', actor: reader },
    ]).system.runBefore(50)
    expect(heard.filter(({ kind }) => kind !== Kind.start).map(({ at }) => at)).toEqual([12, 12])
  })
})

describe('rule 8: to look draws nothing', () => {
  test('an actor that looks all the time leaves the tape of one that never looks', () => {
    const tapeOf = (looks: boolean): string => {
      const publisher = script(
        (context) => context.after(1, 1),
        (context, tag) => {
          const feed = context.feed(context.id, Kind.session, ABM)
          context.publish(feed, { kind: Kind.session, instrument: ABM, number: tag, phase: 3 })
          if (tag < 50) context.after(4, tag + 1)
        },
      )
      const looker = script(
        (context) => context.after(1, 1),
        (context, tag) => {
          const feed = context.feed(HUB, Kind.session, ABM)
          for (let nth = 0; looks && nth < 5; nth++) context.observe(feed)
          say(context, HUB, tag)
          if (tag < 50) context.after(4, tag + 1)
        },
      )
      const members = [hub(publisher), { key: 'l/0', actor: looker }]
      const { system, tape } = stage(members, uniformLatency(3, 20), 5)
      system.runBefore(500)
      return Buffer.from(tape.bytes()).toString('base64')
    }
    expect(tapeOf(true)).toBe(tapeOf(false))
  })
})

describe('rule 9: synchronisation is conservative, and says so when it is broken', () => {
  test('a message on a link that was not declared throws, at whoever sends it', () => {
    const errors: unknown[] = []
    const talker = script((context) => {
      try {
        say(context, 2)
      } catch (error) {
        errors.push(error)
      }
    })
    const members = [hub(quiet), { key: 'a/0', actor: talker }, { key: 'b/0', actor: quiet }]
    stage(members).system.runBefore(50)
    expect(errors[0]).toBeInstanceOf(UndeclaredLinkError)
    expect((errors[0] as Error).message).toBe('a/0 has no declared link to b/0')
  })

  test('an event behind the horizon throws', () => {
    const sender = script(
      (context) => context.after(10, 1),
      (context) => say(context, 1),
    )
    const busy = script(
      (context) => context.after(1, 1),
      (context, tag) => context.after(1, tag),
    )
    const members = [hub(sender), { key: 'b/0', actor: busy }]
    const parts = { seed: 1, members, latency: constantLatency(5), placement: [0, 1] }
    expect(() => createSystem({ ...parts, window: 50 }).runBefore(100)).toThrow(HorizonError)
    expect(() => createSystem(parts).runBefore(100)).not.toThrow()
  })
})

describe('rule 10: a step that throws has said nothing', () => {
  test('its messages, publications, timers and sequence numbers are as if it had not been', () => {
    const heard: Heard[] = []
    const failing: Actor = (context) => ({
      receive(message) {
        if (message.kind === Kind.start) {
          context.after(10, 1)
          return
        }
        say(context, HUB, 1)
        context.after(3, 2)
        throw new Error('no')
      },
    })
    const supervision = { onFailure: 'restart', backoff: 100, restarts: 1 } as const
    const tape = stage([hub(listener(heard)), { key: 'f/0', actor: failing, supervision }])
    tape.system.runBefore(60)
    expect(heard.filter(({ kind }) => kind === Kind.custom)).toEqual([])
    const said = [...tape.tape.cells()].filter((words) => words[1] === 1)
    // starting, trading; then the failure's own notes, numbered on from the timer of the start.
    expect(said.map((words) => words[3])).toEqual([2, 4, 5, 6, 7])
  })
})
