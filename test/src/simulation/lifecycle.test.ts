import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Actor } from '../../../actors/actor.ts'
import { createExchange } from '../../../actors/exchange/exchange.ts'
import { Kind, Life, nameOf, Phase } from '../../../protocols/kind.ts'
import { constantLatency, uniformLatency } from '../../../src/kernel/latency.ts'
import { ESCALATE, type Member, STOP, type Supervision } from '../../../src/simulation/part.ts'
import { createSystem, SimulationError } from '../../../src/simulation/system.ts'
import { type Copy, createPlainTape, say, venueOf } from '../../actors/exchange/scripted-market.ts'
import { DEEDS, lifeOf, play, restart, stage, TRADER, throwing, VENUE } from './failing-traders.ts'

test('an actor that throws has said nothing in that step, nor taken a number for it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...Object.keys(DEEDS)), { maxLength: 8 }),
      fc.constantFrom(STOP, restart(20, 1), restart(1, 5)),
      (deeds, supervision) => {
        const said = play([{ actor: throwing(deeds), supervision }])
        expect(said).toEqual(play([{ actor: throwing([]), supervision }]))
        expect(said.filter(({ kind }) => kind === Kind.failed)).not.toHaveLength(0)
      },
    ),
  )
})

test('one that is told to stop stops where it fails, and the others go on', () => {
  const other: Actor = (context) => ({
    receive(message) {
      if (message.kind === Kind.start) context.after(500, 1)
      if (message.kind === Kind.timer) context.send(VENUE, say.buy(1, 100, 5))
    },
  })
  const records = play([{ actor: throwing(['orders']), supervision: STOP }, { actor: other }])
  expect(lifeOf(records)).toEqual([
    '0: starting 0',
    '110: trading 0',
    '150: timer 1 0',
    '150: failed 0',
    '150: stopped 1',
  ])
  expect(lifeOf(records, 2)).toEqual(['0: starting 0', '110: trading 0', '1010: closing 0'])
  const answered = records.filter(({ recipient }) => recipient === 2).map(({ kind }) => kind)
  expect(answered).toEqual([Kind.accepted, Kind.expired])
})

test('a restart waits, and twice as long each time, until there have been enough', () => {
  const supervision = restart(100, 2)
  expect(lifeOf(play([{ actor: throwing([]), supervision }]))).toEqual([
    '0: starting 0',
    '110: trading 0',
    '150: timer 1 0',
    '150: failed 0',
    '150: restarting 1',
    '250: starting 1',
    '250: trading 1',
    '400: timer 1 1',
    '400: failed 1',
    '400: restarting 2',
    '600: starting 2',
    '600: trading 2',
    '750: timer 1 2',
    '750: failed 2',
    '750: stopped 3',
  ])
})

test('a life begins anew: a fresh actor, no timer of the one before, and its chance goes on', () => {
  const draws: number[] = []
  const lives: number[][] = []
  const mortal =
    (fails: boolean): Actor =>
    (context) => {
      const tags: number[] = []
      lives.push(tags)
      return {
        receive(message) {
          if (message.kind === Kind.start) {
            for (const tag of [1, 2, 3]) context.after(tag * 100, tag + 10 * message.life)
          }
          if (message.kind !== Kind.timer) return
          tags.push(message.tag)
          draws.push(context.random.uniform())
          if (fails && message.tag === 2) throw new Error('at the second')
        },
      }
    }
  play([{ actor: mortal(false) }])
  const unbroken = draws.splice(0)
  play([{ actor: mortal(true), supervision: restart(5, 1) }])
  expect(lives).toEqual([
    [1, 2, 3],
    [1, 2],
    [11, 12, 13],
  ])
  expect(draws).toHaveLength(5)
  expect(draws.slice(0, 3)).toEqual(unbroken)
  expect(new Set(draws).size).toBe(5)
})

test('an escalated failure stops the run there, and the tape holds what was said before it', () => {
  const script: Actor = (context) => ({
    receive(message) {
      if (message.kind === Kind.start) for (let n = 1; n < 9; n++) context.after(50 * n, n)
      if (message.kind === Kind.timer) context.send(VENUE, say.buy(message.tag, 100, 5))
    },
  })
  const cast = (supervision: Supervision): Partial<Member>[] => [
    { actor: throwing(['orders']), supervision },
    { actor: script },
  ]
  const whole = play(cast(STOP))
  const { system, records } = stage(cast(ESCALATE))
  let stopped: unknown
  try {
    system.runBefore(1_000_000)
  } catch (error) {
    stopped = error
  }
  expect(stopped).toBeInstanceOf(SimulationError)
  expect(stopped).toMatchObject({ at: 150, actor: 'trader/0', message: 'timer 1' })
  const failure = whole.findIndex(({ kind }) => kind === Kind.failed)
  expect(records).toEqual(whole.slice(0, failure))
})

test('a venue that throws stops the run, unless it was told otherwise', () => {
  const venue: Member = { key: 'venue/0', actor: throwing(['publishes']), isHub: true }
  const run = (member: Member): void => {
    const latency = constantLatency(1)
    createSystem({ seed: 1, members: [member], latency }).runBefore(1_000)
  }
  expect(() => run(venue)).toThrow(SimulationError)
  expect(() => run({ ...venue, supervision: STOP })).not.toThrow()
})

test('what arrives while an actor is down is on the tape as dropped', () => {
  const actor: Actor = (context) => ({
    receive(message) {
      if (message.kind === Kind.start && message.life === 0) {
        context.after(200, 1)
        context.after(201, 2)
      }
      if (message.kind !== Kind.timer) return
      if (message.tag === 2) throw new Error('down')
      context.send(VENUE, say.buy(1, 100, 5))
    },
  })
  const records = play([{ actor, supervision: restart(100, 1) }])
  const accepted = records.find(({ kind }) => kind === Kind.accepted) as Copy
  const told = records.filter(({ recipient, arrives }) => recipient === TRADER && arrives < 301)
  const drops = records.filter(({ kind }) => kind === Kind.dropped)
  expect(accepted.arrives).toBe(220)
  expect(drops.map(({ droppedSequence }) => droppedSequence)).toEqual(
    told.map(({ sequence }) => sequence),
  )
  expect(drops[0]).toMatchObject({
    sender: TRADER,
    sent: 220,
    droppedKind: Kind.accepted,
    droppedSender: 0,
    droppedSequence: accepted.sequence,
  })
})

test('an actor that restarts in a halt is halted, and resumes with the venue', () => {
  const heard: string[] = []
  const actor: Actor = (context) => ({
    receive(message) {
      if (message.kind === Kind.start && message.life === 0) context.after(250, 1)
      if (message.kind === Kind.timer) throw new Error('down')
      if (message.kind === Kind.session) heard.push(`trading hears ${message.phase}`)
    },
    halted(message) {
      if (message.kind === Kind.session) heard.push(`halted hears ${message.phase}`)
    },
    closing(message) {
      if (message.kind === Kind.session) heard.push(`closing hears ${message.phase}`)
    },
  })
  const venue = { halts: [{ at: 300, for: 200 }] }
  expect(lifeOf(play([{ actor, supervision: restart(100, 1) }], venue))).toEqual([
    '0: starting 0',
    '110: trading 0',
    '250: down 0',
    '250: failed 0',
    '250: restarting 1',
    '350: starting 1',
    '350: halted 1',
    '510: trading 1',
    '1010: closing 1',
  ])
  expect(heard).toEqual([
    `trading hears ${Phase.preOpen}`,
    `trading hears ${Phase.continuous}`,
    `trading hears ${Phase.continuous}`,
    `closing hears ${Phase.closed}`,
  ])
})

test('an actor that restarts before the open waits for it, and one after the close closes', () => {
  const at = (time: number, backoff: number): string[] => {
    const actor: Actor = (context) => ({
      receive(message) {
        if (message.kind === Kind.start && message.life === 0) context.after(time, 1)
        if (message.kind === Kind.timer) throw new Error('down')
      },
    })
    return lifeOf(play([{ actor, supervision: restart(backoff, 1) }])).slice(-3)
  }
  expect(at(20, 30)).toEqual(['50: starting 1', '110: trading 1', '1010: closing 1'])
  expect(at(900, 500)).toEqual(['900: restarting 1', '1400: starting 1', '1400: closing 1'])
})

test('one who is not made, or cannot begin, has failed like any other', () => {
  const unborn = (where: 'factory' | 'start'): Actor => {
    let made = 0
    return () => {
      made++
      const life = made
      if (where === 'factory' && life < 3) throw new Error('unborn')
      return {
        receive(message) {
          if (message.kind === Kind.start && where === 'start' && life < 3)
            throw new Error('unborn')
        },
      }
    }
  }
  for (const where of ['factory', 'start'] as const) {
    const actor = (): Actor => unborn(where)
    const lives = lifeOf(play([{ actor: actor(), supervision: restart(200, 2) }]))
    expect(lives).toEqual([
      '0: unborn 0',
      '0: failed 0',
      '0: restarting 1',
      '200: unborn 1',
      '200: failed 1',
      '200: restarting 2',
      '600: starting 2',
      '600: trading 2',
      '1010: closing 2',
    ])
    expect(lifeOf(play([{ actor: actor(), supervision: STOP }])).at(-1)).toBe('0: stopped 1')
    expect(() => play([{ actor: actor(), supervision: ESCALATE }])).toThrow(
      expect.objectContaining({ name: 'SimulationError', at: 0, actor: 'trader/0' }),
    )
  }
})

/** From which state of a life to which; a step that throws does not say which state it entered. */
const TURNS: Readonly<Record<string, readonly string[]>> = {
  starting: ['trading', 'halted', 'closing', 'failed'],
  trading: ['halted', 'closing', 'failed'],
  halted: ['trading', 'closing', 'failed'],
  closing: ['failed'],
  failed: ['restarting', 'stopped'],
  restarting: ['starting', 'failed'],
  stopped: [],
}

const supervisions = fc.oneof(
  fc.constant(STOP),
  fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 6 }))
    .map(([backoff, restarts]) => restart(backoff, restarts)),
)

test('whatever fails, each message is heard or dropped once, and lives go their way', () => {
  fc.assert(
    fc.property(
      fc.nat(1_000_000),
      supervisions,
      fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 25 }),
      (seed, supervision, fatal, every) => {
        let count = 0
        const heard: string[] = []
        const actor: Actor = (context) => ({
          receive(message) {
            if (message.kind === Kind.start || message.kind === Kind.timer) {
              context.send(VENUE, say.buy(1 + count, 100, 1))
              context.after(every, 1)
            } else {
              heard.push(`${message.sender} ${message.sequence}`)
            }
            count++
            if (fatal.includes(count)) throw new Error(`the ${count}th`)
          },
        })
        const tape = createPlainTape()
        const venue = createExchange(venueOf({ halts: [{ at: 150, for: 60 }] }))
        createSystem({
          seed,
          members: [
            { key: 'venue/0', actor: venue, isHub: true },
            { key: 'trader/0', actor, home: 0, supervision },
          ],
          latency: uniformLatency(5, 9),
          sinks: [tape],
        }).runBefore(1_200)

        const { records } = tape
        const dropped = records
          .filter(({ kind }) => kind === Kind.dropped)
          .map(({ droppedSender, droppedSequence }) => `${droppedSender} ${droppedSequence}`)
        const told = records.filter(
          ({ sender, recipient, kind, arrives }) =>
            sender === 0 && (recipient === TRADER || kind === Kind.session) && arrives < 1_190,
        )
        const reached = [...heard, ...dropped]
        expect(new Set(reached).size).toBe(reached.length)
        for (const { sender, sequence } of told) expect(reached).toContain(`${sender} ${sequence}`)

        const states = records
          .filter(({ sender, kind }) => sender === TRADER && kind === Kind.lifecycle)
          .map(({ state }) => nameOf(Life, Number(state)) as string)
        states.slice(1).forEach((state, nth) => {
          expect(TURNS[states[nth] as string]).toContain(state)
        })
        const said = (which: number) =>
          records.filter(({ kind }) => kind === which).map(({ sent }) => sent)
        expect(said(Kind.disconnect)).toEqual(said(Kind.failed))
        const failures = said(Kind.failed).length
        const most = supervision.onFailure === 'stop' ? 1 : supervision.restarts + 1
        expect(failures).toBeLessThanOrEqual(most)
        expect(states.includes('stopped')).toBe(failures === most)
      },
    ),
  )
})
