import type { Actor } from '../actors/actor.ts'
import { Kind } from '../protocols/kind.ts'
import type { ActorId } from '../protocols/units.ts'
import { createMemoryTape } from '../src/journal/tape.ts'
import { hashOf } from '../src/journal/tape-hash.ts'
import { constantLatency, uniformLatency } from '../src/kernel/latency.ts'
import type { Member } from '../src/simulation/part.ts'
import { createSystem, type System } from '../src/simulation/system.ts'
import { measure, type Run } from './measure.ts'
import type { BenchResult } from './result.ts'

/** Answers whatever it is told, to whoever said it. */
const echo: Actor = (context) => ({
  receive(message) {
    if (message.kind !== Kind.custom) return
    const { sender, a } = message
    context.send(sender, { kind: Kind.custom, subject: 0, a, b: 0, c: 0 })
  },
})

/** Speaks to the hub at once and at every answer, so that it always has one message on its way. */
const speaker: Actor = (context) => ({
  receive(message) {
    const a = message.kind === Kind.custom ? message.a + 1 : 0
    if (message.kind !== Kind.custom && message.kind !== Kind.start) return
    context.send(0 as ActorId, { kind: Kind.custom, subject: 0, a, b: 0, c: 0 })
  },
})

const identity = ({ chains, directory }: System): string =>
  hashOf(
    directory.keys.map((key, id) => ({
      key,
      chain: chains.words.subarray(id * 4, id * 4 + 4),
      count: chains.counts[id] as number,
    })),
  )

/** Speakers and a hub until `count` events have been, on links with jitter or without. */
export function messages(actors: number, count: number, jitter = false, taped = false): Run {
  const members: Member[] = [
    { key: 'hub/0', actor: echo, isHub: true },
    ...Array.from({ length: actors }, (_, nth) => ({
      key: `s/${nth}`,
      actor: speaker,
      thinking: nth % 997,
    })),
  ]
  const latency = jitter ? uniformLatency(100_000, 200_000) : constantLatency(100_000)
  const sinks = taped ? [createMemoryTape()] : []
  const system = createSystem({ seed: 1, members, latency, sinks })
  system.runBefore(1)
  const before = system.events
  const start = performance.now()
  for (let until = 50_000; system.events - before < count; until += 50_000) system.runBefore(until)
  const seconds = (performance.now() - start) / 1_000
  const hash = identity(system).slice(0, 16)
  return { count: system.events - before, seconds, hash, left: system }
}

/**
 * Messages a second through the public actor interface: trivial actors who speak with a hub that
 * answers, each message with its envelope, its link and its place in the sender's chain.
 */
export async function benchKernel({ small }: { readonly small: boolean }): Promise<BenchResult[]> {
  const sizes = small ? [100, 1_000] : [100, 1_000, 10_000, 100_000]
  const count = small ? 20_000 : 3_000_000
  const cases = sizes.map((actors) => ({
    name: `kernel: ${actors.toLocaleString('en')} actors`,
    unit: 'messages/s',
    run: () => messages(actors, count),
  }))
  const further = [
    {
      name: 'kernel: 1,000 actors, tape in memory',
      unit: 'messages/s',
      run: () => messages(1_000, count, false, true),
    },
    {
      name: 'kernel: 1,000 actors, jittered links',
      unit: 'messages/s',
      run: () => messages(1_000, count, true, false),
    },
  ]
  return measure([...cases, ...further], small ? 1 : 5)
}
