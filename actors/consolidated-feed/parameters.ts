import { z } from 'zod'

/** A consolidated feed is told nothing but its instrument. Its delay is its group's `computation`. */
export const consolidatedFeedParameters = z.strictObject({})
export type ConsolidatedFeedParameters = z.output<typeof consolidatedFeedParameters>
