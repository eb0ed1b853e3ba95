import { DAY, HOUR, MINUTE, SECOND } from '../../../protocols/units.ts'

const CLOCK = /^(\d{1,2}):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?$/

/**
 * Reads a time of day: `"09:30"`, `"09:30:00"`, `"16:00:00.000000001"`; up to `"24:00:00"`.
 * @returns ns after midnight, or `undefined` where the text is no time of day
 */
export function parseClock(text: string): number | undefined {
  const match = CLOCK.exec(text)
  if (match === null) return undefined
  const [, hours, minutes, seconds = '0', fraction = ''] = match
  const at =
    Number(hours) * HOUR +
    Number(minutes) * MINUTE +
    Number(seconds) * SECOND +
    Number(fraction.padEnd(9, '0'))
  return at <= DAY ? at : undefined
}

/**
 * Writes a time of day as `parseClock` reads it, with a fraction only where there is one. Past
 * midnight the hours go on counting: a run may outlast its day.
 * @param at ns after midnight, a whole number, at least 0
 */
export function formatClock(at: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(at / HOUR)
  const minutes = Math.floor((at % HOUR) / MINUTE)
  const seconds = Math.floor((at % MINUTE) / SECOND)
  const fraction = at % SECOND
  const clock = `${two(hours)}:${two(minutes)}:${two(seconds)}`
  return fraction === 0 ? clock : `${clock}.${String(fraction).padStart(9, '0').replace(/0+$/, '')}`
}
