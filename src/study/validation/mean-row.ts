import { meanInterval } from '../training/evaluation.ts'
import { isShown, type Row, type Scale } from './validation.ts'

/** A mean with its bootstrap interval; told of `target`, whether that lies above 0. */
export function meanRow(what: string, values: readonly number[], target = '', scale?: Scale): Row {
  const interval = meanInterval(values)
  const { estimate: measured, error } = interval
  const verdict = scale === undefined ? 'reported' : isShown(scale, interval)
  return { what, target, measured, error, interval, verdict }
}
