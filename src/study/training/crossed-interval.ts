import { rootKey } from '../../../protocols/hash.ts'
import { type Interval, intervalOf } from '../../analysis/facts/block-bootstrap.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'

const RESAMPLES = 2_000

/**
 * The mean of a table and its 95 % percentile interval, where rows and columns are both samples:
 * training seeds and the seeds that each was tried on. Rows and columns are resampled independently
 * (the pigeonhole bootstrap; Owen 2007, *The pigeonhole bootstrap*, Annals of Applied Statistics 1), which
 * errs to the wide side. With one row it tells of the columns alone.
 *
 * @param rows equally long, one at least
 */
export function crossedInterval(rows: readonly (readonly number[])[]): Interval {
  const [height, width] = [rows.length, rows[0]?.length ?? 0]
  const random = createRandomStream(rootKey(1, 'crossed-interval'))
  const drawn = (count: number): number[] => {
    const weights = new Array<number>(count).fill(0)
    for (let n = 0; n < count; n++) {
      const at = random.integer(0, count - 1)
      weights[at] = (weights[at] as number) + 1
    }
    return weights
  }
  const meanBy = (ofRows: readonly number[], ofColumns: readonly number[]): number =>
    rows.reduce(
      (sum, row, at) =>
        sum +
        (ofRows[at] as number) *
          row.reduce((all, value, column) => all + value * (ofColumns[column] as number), 0),
      0,
    ) /
    (height * width)
  const even = (count: number): number[] => new Array<number>(count).fill(1)
  const means = Array.from({ length: RESAMPLES }, () => meanBy(drawn(height), drawn(width)))
  return intervalOf(meanBy(even(height), even(width)), means)
}
