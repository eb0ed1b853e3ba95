import { z } from 'zod'
import { CORRECTIONS } from '../statistics/corrections.ts'

/** Names become columns of a table, and stand in charts. */
const name = () =>
  z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, {
    error: 'must be a name of lower-case letters, digits and hyphens, at most 40',
  })
const assignment = () => z.string().regex(/^[^=]+=/s, { error: 'must be path=value' })
const path = () => z.string().min(1).describe('A field of the scenario, as --set has it.')
const scalar = z.union([z.number(), z.string(), z.boolean()])

const named = z.strictObject({
  name: name(),
  levels: z
    .array(z.strictObject({ name: name(), set: z.array(assignment()) }))
    .min(1)
    .max(1_000)
    .describe('Each level by its name, with the fields that it sets.'),
})
const listed = z.strictObject({
  name: name(),
  path: path(),
  values: z.array(scalar).min(1).max(1_000).describe('What the field is set to, one a level.'),
})
const ranged = z
  .strictObject({
    name: name(),
    path: path(),
    from: z.number(),
    to: z.number(),
    steps: z
      .int()
      .min(2)
      .max(1_000)
      .optional()
      .describe('Levels, both ends among them; a latin hypercube has as many as it has cells.'),
    scale: z.enum(['linear', 'log']).default('linear'),
    unit: z.string().optional().describe('Put behind the number, as in "12.5 us".'),
    whole: z.boolean().default(false).describe('Rounded to whole numbers.'),
  })
  .refine(({ from, to }) => from < to, { error: 'must be above from', path: ['to'] })
  .refine(({ from, scale }) => scale === 'linear' || from > 0, {
    error: 'must be above 0 on a log scale',
    path: ['from'],
  })

const design = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('grid').describe('Every level with every other.') }),
  z.strictObject({
    type: z.literal('paired').describe('The first levels of all factors, then the second, …'),
  }),
  z.strictObject({
    type: z
      .literal('latin-hypercube')
      .describe('Each range cut in as many parts as there are cells, one cell a part.'),
    cells: z.int().min(2).max(10_000),
    seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(1).describe('Of the design alone.'),
  }),
])

const measure = z.strictObject({
  measure: z.string().min(1).describe('By its name in docs/studies.md.'),
  what: z.string().default('').describe('Which of its figures, where it has several.'),
  venue: z.string().optional().describe('By default the first.'),
  instrument: z.string().optional().describe('Its symbol; by default the first of the venue.'),
  group: z.string().optional().describe('Whose, where it is measured of a group.'),
  from: z.string().optional().describe('At whose cost, where it is a transfer.'),
})

const comparison = z.strictObject({
  factor: name().describe('Whose levels are compared, all others being equal.'),
  baseline: scalar.describe('The level that the others are compared with.'),
  levels: z
    .array(scalar)
    .min(1)
    .optional()
    .describe('The levels that are compared with it; by default all others.'),
  measures: z.array(name()).min(1).optional().describe('By default all.'),
  equivalent: z
    .record(name(), z.number().positive())
    .default({})
    .describe('By measure: differences within ± this do not matter.'),
})

const role = z.strictObject({
  name: name(),
  players: z.int().min(1).max(100_000),
  reduced: z
    .int()
    .min(1)
    .max(100)
    .describe('Players of the smaller game that stands for it, such as 4 for 13.'),
  strategies: z
    .array(name())
    .min(2)
    .max(10)
    .describe('Groups of the scenario: to play a strategy is to be one of its group.'),
})
const game = z.strictObject({
  roles: z.array(role).min(1).max(3).describe('Players who are alike but for what they choose.'),
  payoff: measure
    .omit({ group: true })
    .default({ measure: 'payoff', what: 'a head' })
    .describe('What a player is paid: a measure of its group, of one member.'),
  tolerance: z
    .number()
    .positive()
    .max(1)
    .default(0.001)
    .describe('The regret of an approximate equilibrium, as a share of the range of payoffs.'),
})

/** What a study file says: every field, its range and default. */
export const studySchema = z.strictObject({
  name: name().describe('The name of the study; its folder is named for it.'),
  description: z.string().default('').describe('The question.'),
  scenario: z
    .string()
    .min(1)
    .optional()
    .describe('A shipped scenario’s name, or a file. Left out where train is.'),
  train: z
    .strictObject({
      file: z.string().min(1).describe('A training file: factors are fields of it.'),
      episodes: z
        .int()
        .min(2)
        .max(50_000)
        .default(50)
        .describe('Episodes that each cell’s policies are ranked by.'),
    })
    .optional()
    .describe('Each run trains a policy; its seed is the training’s.'),
  set: z.array(assignment()).default([]).describe('Fields of it to set in every cell.'),
  factors: z
    .array(z.union([named, listed, ranged]))
    .max(12)
    .default([])
    .describe('At least one where there is no game.'),
  game: game.optional().describe('Who plays which strategy is one more factor, `profile`.'),
  design: design.default({ type: 'grid' }),
  seeds: z
    .strictObject({
      first: z
        .int()
        .min(0)
        .max(2 ** 52)
        .default(1),
      count: z
        .int()
        .min(2)
        .max(100_000)
        .describe('Runs of each cell; of a round, where there is stop.'),
      common: z
        .boolean()
        .default(true)
        .describe('The same seeds in each cell: common random numbers, and paired comparisons.'),
    })
    .prefault({ count: 20 }),
  measures: z.record(name(), measure).default({}).describe('At least one where there is no game.'),
  comparisons: z.array(comparison).default([]),
  correction: z
    .enum(Object.keys(CORRECTIONS) as [keyof typeof CORRECTIONS])
    .default('holm')
    .describe('Of the p-values of all comparisons together.'),
  level: z.number().min(0.5).max(0.999).default(0.95).describe('Of intervals; α is 1 less it.'),
  stop: z
    .strictObject({
      width: z
        .record(name(), z.number().positive())
        .describe('By measure: how wide an interval may be, in the measure’s unit.'),
      most: z.int().min(2).max(100_000).describe('Runs of each cell, however wide it is then.'),
    })
    .optional()
    .describe('More rounds until each interval is narrow enough; by default one round.'),
})

/** A study after its defaults. */
export type Study = z.output<typeof studySchema>
/** One factor of a study. */
export type Factor = Study['factors'][number]
/** One measure of a study: what of the catalogue, and of whom. */
export type MeasureSpec = Study['measures'][string]
/** Who plays, and what for. */
export type GameTerms = NonNullable<Study['game']>

let text: string | undefined

/** The text of `studies/study.schema.json`, draft 7. Made once. */
export function studySchemaText(): string {
  const schema = z.toJSONSchema(studySchema, { io: 'input', target: 'draft-7' })
  text ??= `${JSON.stringify({ ...schema, title: 'An Outcry study' }, null, 2)}\n`
  return text
}
