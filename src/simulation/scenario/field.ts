import { z } from 'zod'
import { parseClock } from './clock-time.ts'

/** A name: it becomes part of actors' keys, of folder names and of set-paths. */
export const name = () =>
  z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, {
    error: 'must be a name of at most 64 letters, digits, "-" and "_" that begins with a letter',
  })

/** A time of day, as text. */
export const clock = () =>
  z.string().refine((text) => parseClock(text) !== undefined, {
    error: 'must be a time of day such as "09:30:00"',
  })
