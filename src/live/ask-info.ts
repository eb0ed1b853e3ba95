import { setTimeout as pause } from 'node:timers/promises'
import type { NatsConnection } from '@nats-io/transport-node'
import { LiveError } from './dial.ts'
import type { LiveNames } from './names.ts'
import type { MarketInfo } from './told.ts'

/** How often it is asked for the exchange, 200 ms or more apart. */
const PATIENCE = 50
/** What helps where the server lets in, and lets nothing be heard. */
const NOT_ITS_NAME =
  "the server refuses what this process would say: with --key, give the key's own name as --name, " +
  'and its group as --only'

/** Who asks, and how. */
export interface Asking {
  readonly market: string
  readonly servers: string
  readonly note: (text: string) => void
  readonly isStopping: () => boolean
}

/**
 * Waits until the exchange is there and has come up with its stream, and asks it for its market.
 * @throws LiveError where none answers, the server lets nothing through, or somebody stops it
 */
export async function askInfo(
  connection: NatsConnection,
  { ask }: LiveNames,
  { market, servers, note, isStopping }: Asking,
): Promise<MarketInfo> {
  note(`waiting for the exchange of ${market} at ${servers}`)
  for (let tries = 0; !isStopping(); tries++) {
    try {
      const info = (
        await connection.request(`${ask}.info`, '', { timeout: 1_000 })
      ).json<MarketInfo>()
      if (info.isCurrent) return info
    } catch (cause) {
      if (/permission/i.test(String(cause))) throw new LiveError(NOT_ITS_NAME, { cause })
      if (tries >= PATIENCE) {
        const remedy = 'start one with `outcry live exchange`, or name another with --market'
        throw new LiveError(`no exchange of ${market} answers at ${servers}: ${remedy}`, { cause })
      }
    }
    await pause(200)
  }
  throw new LiveError(`stopped while it waited for the exchange of ${market}`)
}
