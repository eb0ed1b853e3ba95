import { describe, expect, test } from 'vitest'
import { setup } from 'xstate'
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
})
