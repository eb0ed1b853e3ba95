import { z } from 'zod'
import { nonNegative, size } from '../parameters.ts'

/** What a scenario may say of an arbitrageur between venues. */
export const crossVenueArbitrageurParameters = z.strictObject({
  margin: nonNegative()
    .default(0.001)
    .describe('share of the lower price by which the higher must be above it'),
  size: size().default(1).describe('the most lots that it trades at a time'),
})
export type CrossVenueArbitrageurParameters = z.output<typeof crossVenueArbitrageurParameters>
