import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createActor, SimulatedClock, setup } from 'xstate'
import type { ActorContext } from '../../actors/actor.ts'
import {
  createMachineTrader,
  type MachineState,
  type MessageEvent,
  type RunningMachine,
} from '../../actors/machine.ts'
import { Kind } from '../../protocols/kind.ts'
import type { ActorId } from '../../protocols/units.ts'
import { createMemoryTape } from '../../src/journal/tape.ts'
import { constantLatency } from '../../src/kernel/latency.ts'
import { createSystem } from '../../src/simulation/system.ts'
import { runs } from '../runs.ts'

/** Ticks every 100 ns, from `idle` over `armed`, and tells the hub each time which state it left. */
const ticker =
  (failAt = Number.POSITIVE_INFINITY) =>
  (door: ActorContext) =>
    setup({
      types: {} as { events: MessageEvent },
      actions: {
        tell: (_, a: number) => {
          if (door.now() >= failAt) throw new Error('broken action')
          door.send(0 as ActorId, { kind: Kind.custom, subject: 1, a, b: 0, c: 0 })
        },
      },
    }).createMachine({
      initial: 'idle',
      states: {
        idle: { after: { 100: { target: 'armed', actions: { type: 'tell', params: 1 } } } },
        armed: { after: { 100: { target: 'idle', actions: { type: 'tell', params: 2 } } } },
      },
    })

function stage(machine: ReturnType<typeof ticker>, options: object = {}, until = 1_000) {
  const told: [number, number][] = []
  const machines: RunningMachine[] = []
  const system = createSystem({
    seed: 1,
    latency: constantLatency(5),
    sinks: [createMemoryTape()],
    members: [
      {
        key: 'hub/0',
        isHub: true,
        actor: (context) => ({
          receive: (message) => {
            if (message.kind === Kind.custom) told.push([context.now(), message.a])
          },
        }),
      },
      {
        key: 'm/0',
        actor: createMachineTrader(machine, {
          ...options,
          running: (running) => machines.push(running),
        }),
        supervision: { onFailure: 'restart', backoff: 50, restarts: 1 },
      },
    ],
  })
  system.runBefore(until)
  return { told, machines, system }
}

describe('a machine on an actor’s clock', () => {
  test('waits in nanoseconds of the actor’s time', () => {
    const { told } = stage(ticker(), {}, 450)
    expect(told).toEqual([
      [105, 1],
      [205, 2],
      [305, 1],
      [405, 2],
    ])
  })

  test('is kept and taken up again in the state it was in', () => {
    const { machines } = stage(ticker(), {}, 130)
    const [machine] = machines as [RunningMachine]
    expect(machine.state).toBe('armed')
    const from = JSON.parse(JSON.stringify(machine.save())) as MachineState
    // It was at 130, waiting for 200: seventy nanoseconds are left.
    const { told } = stage(ticker(), { from }, 210)
    expect(told).toEqual([
      [75, 2],
      [175, 1],
    ])
  })

  test('whose action throws fails in that step, and is made anew', () => {
    const { told, machines } = stage(ticker(300))
    // It fails at 300 having said nothing, begins again at 350, and fails for good at 450.
    expect(told.map(([at]) => at)).toEqual([105, 205])
    expect(machines).toHaveLength(2)
  })

  /** A ring of states; each may be left after two delays, to two others, and tells its number. */
  const ring = (
    states: readonly (readonly [number, number, number])[],
    tell: (state: number) => void,
  ) =>
    setup({ actions: { tell: (_, state: number) => tell(state) } }).createMachine({
      initial: 's0',
      states: Object.fromEntries(
        states.map(([delay, further, jump], nth) => [
          `s${nth}`,
          {
            entry: { type: 'tell' as const, params: nth },
            after: {
              [delay]: { target: `s${(nth + 1) % states.length}` },
              [delay + further]: { target: `s${(nth + jump) % states.length}` },
            },
          },
        ]),
      ),
    })
  const rings = fc.array(
    fc.tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 9 }), fc.nat(5)),
    { minLength: 1, maxLength: 5 },
  )
  /** The states that a ring enters before `until`, and when; from the beginning, or as it was saved. */
  const entered = (states: Parameters<typeof ring>[0], until: number, from?: MachineState) => {
    const at: [number, number][] = []
    const options = from === undefined ? {} : { from }
    const { machines } = stage(
      (door) => ring(states, (state) => at.push([door.now(), state])) as never,
      options,
      until,
    )
    return { at, machine: machines[0] as RunningMachine }
  }

  test('enters the states that XState’s own clock has it enter, at the same times', () => {
    fc.assert(
      fc.property(rings, (states) => {
        const clock = new SimulatedClock()
        const own: [number, number][] = []
        createActor(
          ring(states, (state) => own.push([clock.now(), state])),
          { clock },
        ).start()
        for (let time = 0; time < 900; time++) clock.increment(1)
        expect(entered(states, 901).at).toEqual(own)
      }),
      { numRuns: runs(200) },
    )
  })

  test('saved at any moment, goes on as if it had not been', () => {
    fc.assert(
      fc.property(rings, fc.integer({ min: 1, max: 400 }), (states, when) => {
        const { machine } = entered(states, when)
        const from = JSON.parse(JSON.stringify(machine.save())) as MachineState
        // What is due at that very moment comes a nanosecond late: nothing is at once.
        fc.pre(from.waiting.every(({ left }) => left > 0))
        const { at } = entered(states, 900)
        const rest = at
          .filter(([time]) => time >= when)
          .map(([time, state]) => [time - when, state])
        expect(entered(states, 900 - when, from).at).toEqual(rest)
      }),
      { numRuns: runs(200) },
    )
  })
})
