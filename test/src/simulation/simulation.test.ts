import { describe, expect, test } from 'vitest'
import type { Actor } from '../../../actors/actor.ts'
import { Kind } from '../../../protocols/kind.ts'
import { createMemoryTape } from '../../../src/journal/tape.ts'
import { chainsOf } from '../../../src/journal/tape-hash.ts'
import { loadScenario } from '../../../src/simulation/scenario/load.ts'
import {
  createSimulation,
  type OwnActor,
  type SimulationOptions,
} from '../../../src/simulation/simulation.ts'

const idle: OwnActor = { key: 'idle/0', actor: () => () => ({ receive: () => {} }) }

function finished(name: string, options: SimulationOptions = {}, set: readonly string[] = []) {
  const simulation = createSimulation(loadScenario(name, { set: [...set] }), options)
  simulation.runUntil(simulation.end)
  return simulation
}

const keysOf = ({ cast }: ReturnType<typeof finished>): string[] =>
  cast.flatMap(({ group, count }) => Array.from({ length: count }, (_, nth) => `${group}/${nth}`))

describe('a simulation', () => {
  test('gives the same tape by single steps, by slices, and at once', () => {
    const whole = finished('tiny')
    const stepped = createSimulation(loadScenario('tiny', {}))
    while (stepped.step());
    expect(stepped.hash()).toBe(whole.hash())
    const sliced = createSimulation(loadScenario('tiny', {}))
    for (let slice = 1; !sliced.finished; slice++) sliced.runUntil(slice * 7_000_000_001)
    expect(sliced.hash()).toBe(whole.hash())
    expect(sliced.counts).toEqual(whole.counts)
  })

  test('can be paused from a subscription, and goes on to the same tape', () => {
    const simulation = createSimulation(loadScenario('tiny', {}))
    let pauses = 0
    const watching = simulation.trades$.subscribe(() => {
      pauses++
      simulation.pause()
    })
    simulation.runUntil(simulation.end)
    expect(simulation.finished).toBe(false)
    expect(pauses).toBe(1)
    watching.unsubscribe()
    simulation.runUntil(simulation.end)
    expect(simulation.finished).toBe(true)
    expect(simulation.hash()).toBe(finished('tiny').hash())
  })

  test('shows what is on the tape to those who subscribe, and completes at the end', () => {
    const tape = createMemoryTape()
    const simulation = createSimulation(loadScenario('tiny', {}), { tape })
    const shown = { trades: 0, quotes: 0, reports: 0, lives: 0, sessions: 0 }
    let completed = 0
    const complete = () => {
      completed++
    }
    simulation.trades$.subscribe({ next: () => shown.trades++, complete })
    simulation.quotes$.subscribe({ next: () => shown.quotes++, complete })
    simulation.reports$.subscribe({ next: () => shown.reports++, complete })
    simulation.lifecycle$.subscribe({ next: () => shown.lives++, complete })
    simulation.sessions$.subscribe({ next: () => shown.sessions++, complete })
    simulation.runUntil(simulation.end)
    const kinds = [...tape.cells()].map((words) => ((words[0] as number) >>> 16) & 255)
    const on = (least: number, most = least) =>
      kinds.filter((kind) => kind >= least && kind <= most).length
    expect(shown).toEqual({
      trades: on(Kind.trade),
      quotes: on(Kind.quote),
      reports: on(Kind.accepted, Kind.repriced),
      lives: on(Kind.lifecycle),
      sessions: on(Kind.session),
    })
    expect(shown.trades).toBeGreaterThan(50)
    expect(completed).toBe(5)
  })

  test('with an idle actor at the end, everybody else says the same, to the byte', () => {
    const [without, withIdle] = [createMemoryTape(), createMemoryTape()]
    const few = finished('tiny', { tape: without })
    const more = finished('tiny', { tape: withIdle, actors: [idle] })
    const keys = keysOf(few)
    expect(keysOf(more)).toEqual([...keys, 'idle/0'])
    expect(chainsOf(withIdle, keysOf(more)).slice(0, keys.length)).toEqual(chainsOf(without, keys))
    expect(few.counts.trades).toBe(more.counts.trades)
    expect(more.hash()).not.toBe(few.hash())
  })

  test('leaves the same tape on two, three and four kernels as on one', () => {
    const one = finished('tiny')
    const actors = keysOf(one).length
    for (const kernels of [2, 3, 4]) {
      const placement = Array.from({ length: actors }, (_, id) => (id * 7 + (id >> 2)) % kernels)
      const apart = finished('tiny', { placement })
      expect(apart.hash()).toBe(one.hash())
      expect(apart.counts).toEqual(one.counts)
    }
  })

  test('says who stopped it and when, and keeps what was said before', () => {
    const breaks: Actor = (context) => ({
      receive(message) {
        if (message.kind === Kind.start) context.after(120e9, 1)
        if (message.kind === Kind.timer) throw new Error('out of order')
      },
    })
    const supervision = { onFailure: 'escalate', backoff: 0, restarts: 0 } as const
    const tape = createMemoryTape()
    const actors = [{ key: 'mine/0', actor: () => breaks, supervision }]
    const simulation = createSimulation(loadScenario('tiny', {}), { tape, actors })
    expect(() => simulation.runUntil(simulation.end)).toThrowError(
      expect.objectContaining({ at: 120e9, actor: 'mine/0', message: 'out of order' }),
    )
    expect(tape.length).toBe(simulation.counts.records)
    expect(simulation.now).toBe(120e9)
  })

  test('refuses two actors of one name, and an actor of an unknown venue', () => {
    const scenario = loadScenario('tiny', {})
    expect(() => createSimulation(scenario, { actors: [idle, idle] })).toThrow(/same key/)
    const lost = { ...idle, venue: 'elsewhere' }
    expect(() => createSimulation(scenario, { actors: [lost] })).toThrow(/no venue "elsewhere"/)
  })
})
