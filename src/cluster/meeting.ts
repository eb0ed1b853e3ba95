import { createHash } from 'node:crypto'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { VERSION } from '../../protocols/layout.ts'
import { lookahead } from '../simulation/partitions.ts'
import type { PlacedStage } from '../simulation/stage.ts'
import { directoryOf } from '../simulation/system.ts'
import { serversOf } from '../transport/nats.ts'

/** What a node says of itself when it joins. */
export interface Application {
  /** What people call it. */
  readonly name: string
  /** The version of the package, and of the layout of messages. */
  readonly outcry: string
  readonly layout: number
}

/** What a node is dealt, or why it is not. */
export type Deal =
  | {
      readonly refused?: undefined
      readonly self: number
      readonly partitions: number
      /** Of every subject of the run. */
      readonly prefix: string
      /** What the stage is made from, JSON, and its SHA-256. */
      readonly input: string
      readonly inputHash: string
      /** How long a silence is borne, ms. */
      readonly patience: number
    }
  | { readonly refused: string }

/** A node that can take no part in a run, or a run that finds none. */
export class MeetingError extends Error {
  override readonly name = 'MeetingError'
}

/**
 * A connection to where partitions meet. It is not made again: what core NATS has lost meanwhile is lost.
 * @param servers URLs, with commas between them
 * @throws MeetingError where no server answers
 */
export async function dialMeeting(servers: string, name: string): Promise<NatsConnection> {
  try {
    return await connect({ servers: serversOf(servers), reconnect: false, name: `outcry ${name}` })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new MeetingError(
      `${servers}: no NATS server answers: ${why}; start nats-server there, or name another with --nats`,
      { cause },
    )
  }
}

/** The subject on which coordinators of runs called `name` deal partitions. */
export const joinSubject = (name: string): string => `outcry.join.${name}`

/** What a node of this build says when it joins. */
export const applicationOf = (name: string, outcry: string): Application => ({
  name,
  outcry,
  layout: VERSION,
})

/** SHA-256, hex, of a text. */
export const hashOfText = (text: string): string => createHash('sha256').update(text).digest('hex')

/** What all partitions of a run must agree on: who there is, where, how far apart, made of what. */
export function stageHash({ parts, end, contents }: PlacedStage): string {
  const directory = directoryOf(parts)
  const { keys, placement } = directory
  const window = lookahead(directory, parts.latency)
  return hashOfText(JSON.stringify([keys, [...placement], end, window, contents?.()]))
}

/** How often each side says that it is there, ms, where a silence of `patience` is borne. */
export const pulseOf = (patience: number): number => Math.max(50, patience / 10)
