import { HOUR, MILLISECOND, MINUTE, SECOND } from '../../../protocols/units.ts'

/** Reads a run's virtual times as times of day. */
export interface Clock {
  /** Milliseconds after midnight, with a fraction: the coordinate of a time axis. */
  milliseconds(ns: number): number
  /** `09:30:00`, with `.250` where it is no whole second; after midnight `+1 d 00:15:00`. */
  time(ns: number): string
}

/** @param start the time of day at virtual time 0, `HH:MM`, `HH:MM:SS` or with a fraction */
export function createClock(start: string): Clock {
  const [hours = 0, minutes = 0, seconds = 0] = start.split(':').map(Number)
  const first = hours * HOUR + minutes * MINUTE + Math.round(seconds * SECOND)
  return {
    milliseconds: (ns) => (first + ns) / MILLISECOND,
    time: (ns) => timeOfDay(first + Math.round(ns)),
  }
}

const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')

function timeOfDay(sinceMidnight: number): string {
  const days = Math.floor(sinceMidnight / (24 * HOUR))
  const ns = sinceMidnight - days * 24 * HOUR
  const whole = `${two(ns / HOUR)}:${two((ns % HOUR) / MINUTE)}:${two((ns % MINUTE) / SECOND)}`
  const rest = Math.floor((ns % SECOND) / MILLISECOND)
  const time = rest === 0 ? whole : `${whole}.${String(rest).padStart(3, '0')}`
  return days === 0 ? time : `+${days} d ${time}`
}

const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 14400, 21600, 86400,
]

/** Round times in `from..to` for an axis, at most `count`, and how to write them. */
export function timeTicks(
  from: number,
  to: number,
  count: number,
): { values: number[]; format: string } {
  const length = (to - from) / 1000
  const step = STEPS.find((seconds) => length / seconds <= count) ?? Math.ceil(length / count)
  const values: number[] = []
  for (let at = Math.ceil(from / 1000 / step) * step; at * 1000 <= to; at += step) {
    values.push(at * 1000)
  }
  return { values, format: step < 60 ? '%H:%M:%S' : '%H:%M' }
}
