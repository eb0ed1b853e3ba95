import { CHAIN_WORDS } from '../../protocols/hash.ts'
import { compareKeys, type EventKey } from '../kernel/event-order.ts'
import { chainRecord, createChains } from '../kernel/recorder.ts'
import type { Transport } from '../transport/transport.ts'
import { createPartition } from './partition.ts'
import { lookahead } from './partitions.ts'
import { directoryOf, type SystemParts, settle } from './system.ts'
import type { WindowBuffer } from './window-buffer.ts'
import { createMarkWriter, type MarkWriter, type WindowMark } from './window-mark.ts'

/** What one partition of a run needs to know beside its cast. */
export interface HostedParts {
  /** The whole cast, as every partition makes it, and where each of it is placed. */
  readonly parts: SystemParts & { readonly placement: readonly number[] }
  /** Its number, from 0, and how many there are. */
  readonly self: number
  readonly partitions: number
  /** The run ends before this time, ns. */
  readonly end: number
  /** An end of a transport that has a listener. */
  readonly transport: Transport
  /** Asked at each window's end: true ends the run there, for all. */
  readonly isStopping?: () => boolean
  /** ns of the machine's, for whoever asks how long windows took: nothing depends on it. */
  readonly clock?: () => number
}

/**
 * Runs one partition of a run to the run's end, and returns then. The others run elsewhere, and one
 * listener hears of each: in a batch for each window the records that the partition said, with the
 * steps that said them, and in a last batch the chains of its actors.
 *
 * @throws TransportError where another partition is gone; HorizonError where the windows are wrong
 */
export function hostPartition(hosted: HostedParts): void {
  const { parts, self, partitions, end, transport, isStopping, clock = () => 0 } = hosted
  const directory = directoryOf(parts)
  const { latency } = parts
  const window = parts.window ?? lookahead(directory, latency)
  const partition = createPartition({
    ...{ directory, latency, self, partitions, window, transport, clock },
    ...(isStopping === undefined ? {} : { isStopping }),
  })
  const { kernel, buffer } = partition
  settle(parts.members, parts.log, (id) => (directory.placement[id] === self ? kernel : undefined))
  const chains = createChains(directory.count)
  const marks = createMarkWriter()
  const tell = (count = 1): void => transport.post(partitions, marks.words, 0, count)
  let last: WindowMark | undefined
  let stop: EventKey | undefined
  const begun = clock()

  for (let next = 0; next < end && stop === undefined; ) {
    partition.run(Math.min(end, next + window), (mark) => {
      tellRecords(buffer, transport, partitions, marks)
      marks.window(mark)
      tell()
      last = mark
    })
    const outcome = partition.hear()
    stop = outcome.failure
    for (const { cell, count, step } of buffer.spans) {
      if (stop !== undefined && compareKeys(directory, step, stop) >= 0) break
      chainRecord(chains, buffer.cells.words, cell, count)
    }
    buffer.clear()
    next = outcome.next
    if (outcome.isStopping) break
  }

  for (let id = 0; id < directory.count; id++) {
    if (directory.placement[id] !== self) continue
    const chain = chains.words.subarray(id * CHAIN_WORDS, (id + 1) * CHAIN_WORDS)
    marks.chain(id, chain, chains.counts[id] as number)
    tell()
  }
  if (stop !== undefined && directory.placement[stop.recipient] === self) {
    tell(marks.error(partition.failure?.message ?? ''))
  }
  marks.elapsed(clock() - begun)
  tell()
  const events = kernel.events - (stop === undefined ? 0 : partition.eventsAfter(stop))
  marks.window({ ...(last as WindowMark), events })
  tell()
  transport.flush()
}

/** Posts what was said in a window, each step's records after the step. */
function tellRecords(
  { spans, cells }: WindowBuffer,
  transport: Transport,
  to: number,
  marks: MarkWriter,
): void {
  let told: EventKey | undefined
  for (const { cell, count, step } of spans) {
    if (told === undefined || !isSame(told, step)) {
      marks.step(step)
      transport.post(to, marks.words, 0, 1)
      told = step
    }
    transport.post(to, cells.words, cell, count)
  }
}

const isSame = (a: EventKey, b: EventKey): boolean =>
  a.time === b.time &&
  a.sender === b.sender &&
  a.sequence === b.sequence &&
  a.recipient === b.recipient
