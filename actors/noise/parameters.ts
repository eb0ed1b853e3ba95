import { z } from 'zod'
import { orderSize, RMSC04_SIZES } from '../order-size.ts'
import { duration } from '../parameters.ts'

/** What a scenario may say of a noise trader; the defaults are RMSC04's, where time 0 is 09:00. */
export const noiseParameters = z
  .strictObject({
    wakeFrom: duration().prefault('0 ns').describe('earliest moment of waking, from time 0'),
    wakeTo: duration().prefault('7 h').describe('latest moment of waking, from time 0'),
    size: orderSize.prefault(RMSC04_SIZES).describe('how the size of its order is drawn, lots'),
  })
  .refine(({ wakeFrom, wakeTo }) => wakeFrom <= wakeTo, {
    error: 'wakeFrom must not be after wakeTo',
    path: ['wakeFrom'],
  })
export type NoiseParameters = z.output<typeof noiseParameters>
