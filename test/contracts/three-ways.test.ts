import { describe, expect, test } from 'vitest'
import { machineFollower, pipelineFollower, plainFollower } from '../../examples/three-ways.ts'
import { Kind } from '../../protocols/kind.ts'
import { createMemoryTape } from '../../src/journal/tape.ts'
import { loadScenario } from '../../src/simulation/scenario/load.ts'
import { createSimulation, type OwnActor } from '../../src/simulation/simulation.ts'

const ways = { plain: plainFollower, pipeline: pipelineFollower, machine: machineFollower }

const run = (actor: OwnActor['actor'], seed = 1) => {
  const tape = createMemoryTape()
  const simulation = createSimulation(loadScenario('tiny', { seed }), {
    tape,
    actors: [{ key: 'follower/0', actor }],
  })
  const own = simulation.cast.at(-1)?.first
  let orders = 0
  simulation.reports$.subscribe(({ kind, recipient }) => {
    if (recipient === own && kind === Kind.accepted) orders++
  })
  simulation.runUntil(simulation.end)
  return { hash: simulation.hash(), orders }
}

describe('one strategy written as a function, a pipeline and a machine', () => {
  test.each([1, 2, 3])('leaves one tape, seed %i', (seed) => {
    const plain = run(ways.plain, seed)
    expect(plain.orders).toBeGreaterThan(20)
    expect(run(ways.pipeline, seed)).toEqual(plain)
    expect(run(ways.machine, seed)).toEqual(plain)
  })
})
