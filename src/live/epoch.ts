import { createHash, randomUUID } from 'node:crypto'
import { type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import type { Scenario } from '../simulation/scenario/scenario.ts'
import { again } from './again.ts'
import { LiveError } from './dial.ts'
import { controlText, readControl } from './input.ts'
import { type LiveNames, namesOf } from './names.ts'
import { type OutputLog, openOutputLog } from './output-log.ts'
import { removeSnapshots } from './snapshots.ts'
import { openStreams, removeStreams, type StreamTerms } from './streams.ts'

/** What decides what an exchange makes of its inputs. Another exchange of the market has the same. */
export interface MarketTerms {
  readonly scenario: Scenario
  /** Exchange time a second of the clock, in seconds: 1, or more where a day is to be short. */
  readonly speed: number
  /** Messages that a participant may send in a second of exchange time, and at once. */
  readonly throttle: { readonly rate: number; readonly burst: number }
}

/** Of which market an epoch is to begin. */
export interface EpochOptions extends StreamTerms, MarketTerms {
  readonly market: string
  /** Where its snapshots are. */
  readonly folder: string
  /** Whether what there is of a market of this name is thrown away first. */
  readonly reset: boolean
}

/** What an exchange begins with. */
export interface Epoch {
  /** Its input that says so: of two exchanges, the one with the greater goes on. */
  readonly epoch: number
  /** The stream's time of its first message, ns since 1970. */
  readonly zero: bigint
  readonly log: OutputLog
  /** The last input that there will be, where the stream takes no more. */
  readonly last: number | undefined
  readonly jsm: JetStreamManager
}

/**
 * Makes the streams, and begins an epoch: from then on no earlier exchange has a say.
 * @throws LiveError where the streams cannot be made or read
 */
export async function beginEpoch(
  connection: NatsConnection,
  options: EpochOptions,
): Promise<Epoch> {
  const names = namesOf(options.market)
  const jsm = await jetstreamManager(connection, { timeout: 5_000 })
  if (options.reset) {
    await removeStreams(jsm, names)
    removeSnapshots(options.folder)
  }
  await openStreams(jsm, names, options)
  const js = jetstream(connection, { timeout: 5_000 })
  const begin = controlText({ is: 'begin', epoch: randomUUID(), terms: hashOfTerms(options) })
  const { config, state } = await jsm.streams.info(names.inputs)
  if (state.messages > 0) await demandTerms(jsm, names, hashOfTerms(options))
  // Of a day that is over nothing is left but to read it.
  const last = config.sealed ? state.last_seq : undefined
  const epoch = last ?? (await js.publish(names.control, begin)).seq
  const reader = await again(() => js.consumers.get(names.inputs))
  const first = await reader.next({ expires: 10_000 })
  if (first === null) throw new LiveError(`${names.inputs}: its first message does not come`)
  const log = await openOutputLog(js, jsm, names.outputs, epoch)
  return { jsm, epoch, zero: first.timestampNanos, log, last }
}

/**
 * Who would run the market on other terms says nothing in its stream: whoever runs it goes on.
 * @throws LiveError where the stream was begun with others
 */
async function demandTerms(jsm: JetStreamManager, names: LiveNames, terms: string): Promise<void> {
  const query = { seq: 1, next_by_subj: names.control }
  const first = await again(() => jsm.streams.getMessage(names.inputs, query))
  const control = first === null ? undefined : readControl(first.data)
  if (control?.is === 'begin' && control.terms !== terms) throw otherTerms(names.market)
}

/** What is said of a market that was begun with other terms. */
export const otherTerms = (market: string): LiveError =>
  new LiveError(
    `the market ${market} has been run with another scenario, speed or throttle: name another with ` +
      '--market, or begin it anew with --reset',
  )

/** What decides what an exchange makes of its inputs: SHA-256, hex, as snapshots and the stream name it. */
export const hashOfTerms = ({ scenario, speed, throttle }: MarketTerms): string =>
  createHash('sha256').update(JSON.stringify({ scenario, speed, throttle })).digest('hex')
