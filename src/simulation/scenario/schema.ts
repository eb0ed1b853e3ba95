import { z } from 'zod'
import { duration, parseDuration } from '../../../actors/parameters.ts'
import { PARTITIONS_MAX } from '../place.ts'
import { parseClock } from './clock-time.ts'
import { name } from './field.ts'
import { group } from './group-schema.ts'
import { instrument, latency, session, venue } from './market-schema.ts'

const isTooLong = (text: unknown): boolean =>
  typeof text === 'string' && /is too long/.test(String(parseDuration(text)))

const until = z
  .string()
  .refine((text) => parseClock(text) !== undefined || duration().safeParse(text).success, {
    error: ({ input }) =>
      isTooLong(input)
        ? 'must be at most 104 days'
        : 'must be a time of day such as "16:00:01" or a duration since the start such as "10 min"',
  })

/** What a scenario file says: every field, its unit, range and default. */
export const scenarioFile = z.strictObject({
  name: name().describe('The name of the scenario; a run folder is named for it.'),
  description: z.string().default('').describe('What the scenario is for.'),
  seed: z
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .default(1)
    .describe('One seed, one tape: 0 to 2^53 − 1.'),
  session: session
    .prefault({})
    .describe('When the day begins, and when its trading does and ends.'),
  until: until
    .optional()
    .describe(
      'When the run ends, a time of day or a duration since the start; by default 1 s after the close.',
    ),
  instruments: z.array(instrument).min(1).describe('What is traded.'),
  venues: z.array(venue).min(1).describe('Where it is traded.'),
  latency: latency
    .prefault({ type: 'constant', delay: '1 ms' })
    .describe('How long messages are on their way.'),
  groups: z.array(group).default([]).describe('Who trades: groups of actors of one archetype.'),
  placement: z
    .array(
      z.strictObject({
        group: z.string().describe('A venue or a group.'),
        partition: z
          .int()
          .min(0)
          .max(PARTITIONS_MAX - 1)
          .describe('The number of its partition, from 0.'),
      }),
    )
    .optional()
    .describe(
      'Where a run of several partitions hosts whom; who is not named is placed by expected load. The tape is the same wherever anybody is.',
    ),
})

/** A scenario as it stands in a file: defaults left out, durations and times of day as text. */
export type ScenarioFile = z.input<typeof scenarioFile>
/** A scenario file after its defaults and with its durations in ns, but not yet resolved. */
export type ScenarioRead = z.output<typeof scenarioFile>
