import { decimal, percent } from '../analysis/report/number-format.ts'
import type { Manifest } from '../journal/manifest.ts'
import type { Pace } from '../simulation/coordinator.ts'

type Partitions = NonNullable<Manifest['partitions']>

/** How fast partitions were, in seconds, for the manifest. @param pace in ns, of a run that is over */
export function paceOf({
  windows,
  elapsed,
  critical,
  work,
}: Pace): NonNullable<Partitions['pace']> {
  const seconds = (ns: number): number => ns / 1e9
  return {
    windows,
    elapsed: seconds(elapsed),
    critical: seconds(critical),
    work: work.map(seconds),
    speedup: elapsed > 0 ? sum(work) / elapsed : 0,
  }
}

/** A partition has nearly all of the work where it has so much of what is over the even share. */
const LOPSIDED = 0.6
/** Windows have work for one at a time where so much of it is on their critical path. */
const SERIAL = 0.9
/** Two kernels take a little longer for what one does: less than this is no gain to speak of. */
const GAIN = 1.15

/**
 * Whether it paid to run in partitions, and if not, why not and what would help, in a line. One
 * kernel is taken to need the time that the events of all partitions took.
 *
 * @returns nothing of one partition, or of a run that did not come to its end
 */
export function partitionVerdict(partitions: Manifest['partitions']): string | undefined {
  if (partitions?.pace === undefined || partitions.each.length < 2) return undefined
  const { transport, pace, each, lookahead } = partitions
  const { windows, elapsed, critical, work, speedup } = pace
  const who = `${each.length} ${transport === 'nats' ? 'nodes' : 'workers'}`
  const times = `about ${decimal(speedup, 2)} times as fast as one kernel`
  const all = sum(work)
  if (speedup >= GAIN) {
    const waiting = percent(Math.max(0, 1 - speedup / each.length))
    return `${who} paid: ${times}; ${waiting} of their time went into waiting`
  }
  const micros = (seconds: number): string => `${decimal((seconds / windows) * 1e6, 1)} us`
  const span = lookahead === null ? '' : ` of ${decimal(lookahead / 1e3)} us`
  const balance =
    `each of ${decimal(windows)} windows${span} saves ${micros(all - critical)} of ` +
    `${micros(all)} and costs ${micros(elapsed - critical)}`
  const verdict = speedup < 1 ? 'did not pay' : 'hardly paid'
  return `${who} ${verdict}: ${times}; ${balance}; ${remedyFor(pace)}`
}

function remedyFor({ work, critical }: NonNullable<Partitions['pace']>): string {
  const all = sum(work)
  const most = Math.max(...work)
  const even = all / work.length
  if (most - even > LOPSIDED * (all - even)) {
    return `partition ${work.indexOf(most)} has ${percent(most / all)} of the work, "placement" in the scenario may share it out`
  }
  if (critical > SERIAL * all) {
    return 'what a window holds is done one after another, longer delays between partitions would help'
  }
  return 'longer delays between partitions, or decisions that take longer, would make it pay'
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)
