import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Market } from '../../../actors/actor.ts'
import { writePolicy } from '../../../actors/learner/policy-file.ts'
import { nanos } from '../../../protocols/units.ts'
import {
  CAST,
  FUNDAMENTALS,
  type FundamentalType,
  fundamentalParameters,
  type TraderType,
} from '../../../src/simulation/cast.ts'
import { createFakeLife, MARKET } from '../../actors/fake-context.ts'
import { anyPolicy } from '../../actors/learner/any-policy.ts'
import { playDay, writeDay } from '../history/plain-lobster.ts'

const traders: readonly (readonly [string, TraderType])[] = Object.entries(CAST)
const fundamentals: readonly (readonly [string, FundamentalType])[] = Object.entries(FUNDAMENTALS)

/** What types must be told that cannot be made of their defaults: a recorded day without a trade. */
const LEAST: Readonly<Record<string, object>> = {
  'historical-flow': { file: writeDay(playDay([], 0, 1), 1) },
  inferred: { file: writtenPolicy() },
  learned: { file: writtenPolicy() },
  learning: {
    task: 'momentum',
    algorithm: { type: 'actor-critic' },
  },
  hawkes: { types: [{ action: 'limit', side: 'buy', baseMean: '1 s' }], excitation: [[0.5]] },
}

/** A policy that knows nothing. */
function writtenPolicy(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'outcry-')), 'policy.json')
  writeFileSync(file, writePolicy(anyPolicy(1)))
  return file
}

/** A recorded value of one row. */
function recordedFile(): object {
  const file = join(mkdtempSync(join(tmpdir(), 'outcry-')), 'value.csv')
  writeFileSync(file, 'value\n100000\n')
  return { file }
}

/** Every property of a JSON schema's object, however deep. */
function* properties(schema: unknown): Generator<[string, Record<string, unknown>]> {
  if (typeof schema !== 'object' || schema === null) return
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties') yield* Object.entries(value as Record<string, never>)
    yield* properties(value)
  }
}

describe.each([
  ...traders.map(([type, { parameters }]) => ({ type, parameters, least: LEAST[type] ?? {} })),
  ...fundamentals.map(([type, { parameters }]) => ({ type, parameters, least: { type } })),
])('what a scenario may say of $type', ({ parameters, least }) => {
  test('has a default for all that it can, and what it gives is valid input again', () => {
    const given = parameters.parse(least)
    expect(parameters.parse(given)).toEqual(given)
  })

  test('is a JSON schema in which every field is described', () => {
    const schema = z.toJSONSchema(parameters, { io: 'input' })
    for (const [name, field] of properties(schema)) {
      if (name !== 'type') expect(field.description, name).toMatch(/\w{3}/)
    }
  })

  test('refuses a field that it does not know', () => {
    expect(parameters.safeParse({ ...least, colour: 'red' }).success).toBe(false)
  })
})

test.each(traders)('a %s trader is made from its parameters, and sets out', (name, type) => {
  const market: Market = MARKET
  const life = createFakeLife(type.create(type.parameters.parse(LEAST[name] ?? {}), market))
  expect(life.said).toEqual([])
  // Whoever acts of its own accord has something before it; others wait to be asked, or for news.
  const waiting = [
    'auction-trader',
    'consolidated-feed',
    'cross-venue-arbitrageur',
    'dealer',
    'index-arbitrageur',
  ]
  const waits = [...waiting, 'news-maker', 'stale-quote-sniper'].includes(name)
  expect(life.timers().length).toBe(waits ? 0 : 1)
})

test.each(fundamentals)('a %s fundamental is made from its parameters', (type, fundamental) => {
  const given = fundamentalParameters.parse({ type, ...(type === 'file' ? recordedFile() : {}) })
  expect(fundamental.create(given, 42, nanos(0), () => 7)(nanos(0))).toBe(100_000)
})

test('a fundamental is told apart by its type', () => {
  expect(fundamentalParameters.safeParse({ type: 'random' }).success).toBe(false)
})
