import { z } from 'zod'
import { orderSize } from '../order-size.ts'
import { span } from '../parameters.ts'

/** What a scenario may say of a requester. */
export const requesterParameters = z
  .strictObject({
    wakeMean: span().prefault('60 s').describe('mean time between two requests, exponential'),
    size: orderSize
      .prefault({ type: 'uniform', min: 100, max: 1_000 })
      .describe('how the size of each request is drawn, lots'),
    patience: span()
      .prefault('100 ms')
      .describe('for how long it lets quotes come in before it takes the best'),
    life: span().prefault('1 s').describe('for how long its request stands'),
  })
  .refine(({ patience, life }) => patience < life, {
    error: 'patience must be shorter than life',
    path: ['patience'],
  })
export type RequesterParameters = z.output<typeof requesterParameters>
