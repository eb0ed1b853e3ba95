import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Kind } from '../../../protocols/kind.ts'
import { MINUTE, type Nanos } from '../../../protocols/units.ts'
import { createMemoryTape } from '../../../src/journal/tape.ts'
import { parseScenario } from '../../../src/simulation/scenario/load.ts'
import { createSimulation } from '../../../src/simulation/simulation.ts'
import { SMALL_FILE } from '../../src/learning/small-market.ts'
import { messagesOf } from '../../src/simulation/tape-messages.ts'

/** A market with makers who learn in tables, and executors and followers by actor-critics. */
const MARKET = parseScenario(
  `${SMALL_FILE.replace('feeds: [trade, quote]', 'feeds: [trade, quote, depthByPrice]')}
  - name: makers
    type: learning
    count: 2
    workTime: 1 ms
    parameters:
      spread: 2 s
      report: 5
      task:
        { from: 5 s, interval: 1 s, steps: 20, observe: [position, spread],
          act: { type: quotes, size: 2, limit: 8 }, reward: [wealth-change, { type: inventory-penalty, weight: .1 }] }
      algorithm: { type: q-table, cuts: [[-3, 0, 3], [2, 4]] }
  - name: executors
    type: learning
    count: 2
    parameters:
      spread: 5 s
      episodes: 4
      report: 5
      task:
        { from: 5 s, interval: 2 s, steps: 5, settle: 1 s, parent: { side: sell, quantity: 8, finish: market },
          observe: [inventory, time-left, spread], act: { type: child-orders, lot: 4 }, reward: [shortfall] }
      algorithm: { type: actor-critic, nSteps: 3 }
  - name: followers
    type: learning
    parameters:
      task: { like: momentum, from: 10 s, interval: 1 s, steps: 30 }
      algorithm: { type: actor-critic, hidden: [4, 4] }`,
  'learning.yaml',
)
const PEOPLE = 1 + 6 + 5

const run = (seed: number, placement?: readonly number[], market = MARKET) => {
  const lines: string[] = []
  const tape = createMemoryTape()
  const simulation = createSimulation(
    { ...market, seed },
    {
      tape,
      log: (key, _, text) => lines.push(`${key}: ${text}`),
      ...(placement === undefined ? {} : { placement }),
    },
  )
  simulation.runUntil(1.5 * MINUTE)
  return { hash: simulation.hash(), lines, tape, simulation }
}

describe('learning while playing', () => {
  test('leaves one tape, and comes to the same, wherever the learners are placed', () => {
    const places = fc.array(fc.integer({ min: 0, max: 2 }), {
      minLength: PEOPLE,
      maxLength: PEOPLE,
    })
    fc.assert(
      fc.property(fc.nat(), places, (seed, places) => {
        const one = run(seed)
        const several = run(seed, places)
        expect(several.hash).toBe(one.hash)
        expect(several.lines.toSorted()).toEqual(one.lines.toSorted())
      }),
      { numRuns: 4 },
    )
  })

  test('is the same until it stops learning, and another after, with as many decisions', () => {
    // They soon choose by what they learned.
    const market = {
      ...MARKET,
      groups: MARKET.groups.map((group) => {
        if (group.type !== 'learning' || group.parameters.algorithm.type !== 'q-table') return group
        const algorithm = { ...group.parameters.algorithm, explorationSteps: 8 }
        return { ...group, parameters: { ...group.parameters, algorithm } }
      }),
    }
    const until = (nanos: number) => ({
      ...market,
      groups: market.groups.map((group) =>
        group.type === 'learning'
          ? { ...group, parameters: { ...group.parameters, learnUntil: nanos as Nanos } }
          : group,
      ),
    })
    const whole = run(5, undefined, market)
    const said = (tape: typeof whole.tape, to: number) =>
      messagesOf(tape).filter(({ sent }) => sent < to)
    for (const second of [0, 9]) {
      const frozen = run(5, undefined, until(second * 1e9))
      expect(said(frozen.tape, second * 1e9)).toEqual(said(whole.tape, second * 1e9))
      expect(frozen.hash).not.toBe(whole.hash)
      expect(frozen.lines.length).toBe(whole.lines.length)
    }
    // Later than anybody decides: nothing is changed.
    expect(run(5, undefined, until(80e9)).hash).toBe(whole.hash)
  })

  test('plays its episodes one after another, whole, with numbers of their own', () => {
    const { tape, simulation, lines } = run(7)
    const first = simulation.cast.find(({ group }) => group === 'executors')?.first as number
    const messages = messagesOf(tape)
    for (const me of [first, first + 1]) {
      const sold = messages.reduce(
        (sum, message) =>
          (message.kind === Kind.fill || message.kind === Kind.partialFill) &&
          message.recipient === me
            ? sum + message.size
            : sum,
        0,
      )
      expect(sold).toBe(4 * 8)
      const numbers = messages.flatMap((message) =>
        message.kind === Kind.newOrder && message.sender === me ? [message.orderId] : [],
      )
      expect(new Set(numbers).size).toBe(numbers.length)
      const lives = new Set(numbers.map((number) => Math.floor(number / 2 ** 22)))
      expect([...lives]).toEqual([0, 1, 2, 3])
    }
    expect(lines.filter((line) => line.startsWith('makers/')).length).toBe(2 * 4)
  })

  test('begins at a time of its own', () => {
    const { tape, simulation } = run(8)
    const first = simulation.cast.find(({ group }) => group === 'makers')?.first as number
    const began = [first, first + 1].map(
      (me) =>
        messagesOf(tape).find(({ kind, sender }) => kind === Kind.massCancel && sender === me)
          ?.sent as number,
    )
    expect(began[0]).not.toBe(began[1])
    for (const at of began) expect(at).toBeGreaterThan(5e9)
    for (const at of began) expect(at).toBeLessThan(7.1e9)
  })

  test('is refused where the task cannot be learned so', () => {
    const wrong = (task: string, algorithm: string) => () =>
      parseScenario(
        `${SMALL_FILE.replace('quote]', 'quote, depthByPrice]')}
  - { name: a, type: learning, parameters: { task: ${task}, algorithm: ${algorithm} } }`,
        'wrong.yaml',
      )
    expect(wrong('momentum', '{ type: q-table, cuts: [[1]] }')).toThrow(
      /cuts for 1 numbers, and 16 are seen/,
    )
    expect(wrong('moment', '{ type: actor-critic }')).toThrow(/there is no such task/)
    expect(wrong('{ like: momentum, steps: 0 }', '{ type: actor-critic }')).toThrow(/steps/)
  })
})
