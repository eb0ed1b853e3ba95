import { z } from 'zod'

/** A source of news is told nothing but its instrument. */
export const newsParameters = z.strictObject({})
export type NewsParameters = z.output<typeof newsParameters>
