import { z } from 'zod'
import { scenarioFile } from './schema.ts'

let made: z.core.JSONSchema.JSONSchema | undefined

/** The JSON Schema (draft 7, which editors know best) of a scenario file. Made once, read only. */
export function scenarioJsonSchema(): z.core.JSONSchema.JSONSchema {
  made ??= {
    ...z.toJSONSchema(scenarioFile, { io: 'input', target: 'draft-7' }),
    title: 'An Outcry scenario',
  }
  return made
}

/** The text of `scenarios/scenario.schema.json`. */
export const scenarioSchemaText = (): string => `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`
