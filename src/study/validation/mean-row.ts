import { meanInterval } from '../training/evaluation.ts'
import { isShown, type Row, type Scale } from './validation.ts'

/**
 * A mean with its bootstrap interval; told of `target`, whether that lies above 0. Of one value there is no interval, and nothing is shown.
 */
export function meanRow(what: string, values: readonly number[], target = '', scale?: Scale): Row {
  if (values.length === 1) {
    const verdict = scale === undefined ? 'reported' : 'inconclusive'
    return { what, target, measured: values[0] as number, error: 0, verdict }
  }
  const interval = meanInterval(values)
  const { estimate: measured, error } = interval
  const verdict = scale === undefined ? 'reported' : isShown(scale, interval)
  return { what, target, measured, error, interval, verdict }
}
