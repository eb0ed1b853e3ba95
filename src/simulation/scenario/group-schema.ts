import { z } from 'zod'
import { duration, span } from '../../../actors/parameters.ts'
import { CASH_MAX } from '../../../protocols/units.ts'
import { CAST } from '../cast.ts'
import { distribution } from './distribution-schema.ts'
import { name } from './field.ts'

/** The most actors that one group may have. */
export const COUNT_MAX = 1_000_000

type Cast = typeof CAST
/** An archetype of the cast, by its name in a scenario file. */
export type CastType = keyof Cast & string

const supervision = z.strictObject({
  onFailure: z
    .enum(['stop', 'restart', 'escalate'])
    .default('stop')
    .describe('What becomes of an actor that throws: it stops, is restarted, or stops the run.'),
  backoff: span()
    .prefault('1 s')
    .describe('Time before the first restart, doubled at each further one; at least 1 ns.'),
  restarts: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(3)
    .describe('The most restarts; an actor that fails once more stops.'),
})

/** A group, but for what depends on its archetype. */
const groupFields = z.strictObject({
  name: name().describe("The group's name, unique among venues and groups."),
  count: z.int().min(0).max(COUNT_MAX).default(1).describe('How many actors it has.'),
  cash: z
    .int()
    .min(-CASH_MAX)
    .max(CASH_MAX)
    .default(10_000_000)
    .describe('What each actor starts with, in ticks × lots.'),
  computation: duration()
    .prefault('50 ns')
    .describe('Time an actor thinks before each of its messages leaves, such as "50 ns".'),
  workTime: duration()
    .prefault('0 ns')
    .describe('Time of a unit of work that an actor says it did, such as one policy evaluation.'),
  thinking: z
    .strictObject({
      time: distribution.describe('Time for each message that it hears.'),
      mailbox: z
        .int()
        .min(0)
        .max(1_000_000)
        .default(1_000)
        .describe('The most messages that wait while it thinks.'),
      full: z
        .enum(['drop-newest', 'drop-oldest', 'drop-data'])
        .default('drop-newest')
        .describe(
          'Which message is dropped where one more comes, with drop-data market data alone.',
        ),
    })
    .optional()
    .describe('Thinking that keeps an actor busy: what comes meanwhile waits in its mailbox.'),
  venue: z.string().optional().describe('Where it trades; by default the first venue.'),
  instrument: z
    .string()
    .optional()
    .describe("The symbol of what it trades; by default the venue's first."),
  supervision: supervision.prefault({}).describe('What becomes of an actor that throws.'),
})

/** The group of one archetype, as a file says it and as it is after its defaults. */
type GroupIn<Type extends CastType> = z.input<typeof groupFields> & {
  type: Type
  parameters?: z.input<Cast[Type]['parameters']>
}
type GroupOut<Type extends CastType> = z.output<typeof groupFields> & {
  type: Type
  parameters: z.output<Cast[Type]['parameters']>
}

/** A schema whose every field may be left out may be left out; one with a needed field may not. */
function withDefault(parameters: z.ZodType): z.ZodType {
  return parameters.safeParse({}).success ? parameters.prefault({}) : parameters
}

const { name: groupName, ...others } = groupFields.shape
const groupOptions = Object.entries(CAST).map(([type, { parameters }]) =>
  z.strictObject({
    name: groupName,
    type: z.literal(type).describe('The archetype of its actors.'),
    ...others,
    parameters: withDefault(parameters).describe(`What a "${type}" actor is told.`),
  }),
)

/** Actors of one archetype. */
export const group = z.discriminatedUnion(
  'type',
  groupOptions as [(typeof groupOptions)[0], ...typeof groupOptions],
) as unknown as z.ZodType<
  { [Type in CastType]: GroupOut<Type> }[CastType],
  { [Type in CastType]: GroupIn<Type> }[CastType]
>

/** Reads a group whose archetype is unknown, to find what else is wrong with it. */
export const groupOfUnknownType = groupFields.extend({
  type: z.unknown().optional(),
  parameters: z.unknown().optional(),
})
