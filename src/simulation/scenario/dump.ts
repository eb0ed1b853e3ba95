import { stringify } from 'yaml'
import { parseDuration } from '../../../actors/parameters.ts'
import { DAY, HOUR, MICROSECOND, MILLISECOND, MINUTE, SECOND } from '../../../protocols/units.ts'
import { formatClock } from './clock-time.ts'
import { childOf, isDuration, optionFor, type SchemaNode } from './expectation.ts'
import { scenarioJsonSchema } from './json-schema.ts'
import type { Scenario } from './scenario.ts'
import type { ScenarioFile } from './schema.ts'

/** The file that resolves to `scenario`: every field said, spans and times of day as text. */
export function fileFor(scenario: Scenario): ScenarioFile {
  const { name, description, seed, session, until, ...rest } = scenario
  const zero = session.startSeconds * SECOND
  const clock = (at: number): string => formatClock(zero + at)
  const file = {
    name,
    description,
    seed,
    session: {
      start: clock(0),
      open: clock(session.open),
      close: clock(session.close),
      ...(session.openingAuction && {
        openingAuction: { from: clock(session.openingAuction.from) },
      }),
      ...(session.closingAuction && { closingAuction: session.closingAuction }),
      halts: session.halts.map((halt) => ({ ...halt, at: clock(halt.at) })),
    },
    until: zero + until <= DAY ? clock(until) : formatDuration(until),
    ...rest,
  }
  return written(file, scenarioJsonSchema()) as ScenarioFile
}

/** The text of a scenario file that resolves to `scenario`. */
export const formatScenario = (scenario: Scenario): string => stringify(fileFor(scenario))

const UNITS = { d: DAY, h: HOUR, min: MINUTE, s: SECOND, ms: MILLISECOND, us: MICROSECOND }

/** A span as people write it: the largest unit that needs no more than three decimals. */
export function formatDuration(ns: number): string {
  for (const [unit, length] of Object.entries(UNITS)) {
    const text = `${Number((ns / length).toFixed(3))} ${unit}`
    if (ns >= length && parseDuration(text) === ns) return text
  }
  return `${ns} ns`
}

/** A copy of `value` in which the spans of time are text, as `node` knows them. */
function written(value: unknown, node: SchemaNode | undefined): unknown {
  if (typeof value === 'number') return isDuration(node) ? formatDuration(value) : value
  if (typeof value !== 'object' || value === null) return value
  const option = optionFor(node, value)
  if (Array.isArray(value)) return value.map((row, index) => written(row, childOf(option, index)))
  const fields = Object.entries(value).map(([name, field]) => [
    name,
    written(field, childOf(option, name)),
  ])
  return Object.fromEntries(fields)
}
