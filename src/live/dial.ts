import { readFileSync } from 'node:fs'
import { connect, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node'

/** How a process of a live market comes to its server. */
export interface Dial {
  readonly servers: string
  /** What the server is told that it is. */
  readonly name: string
  /** A file with an nkey's seed; left out: the server asks for none. */
  readonly seed?: string | undefined
  /** A file with the certificate that the server's own is signed with; left out: no TLS is asked. */
  readonly ca?: string | undefined
}

/** A live market that is not there, or takes no part of this process. */
export class LiveError extends Error {
  override readonly name = 'LiveError'
}

/**
 * A connection that is made again for as long as it takes.
 * @throws LiveError where the server does not answer or knows nobody of this name
 */
export async function dial({ servers, name, seed, ca }: Dial): Promise<NatsConnection> {
  const text = seed === undefined ? undefined : readText(seed, 'an nkey seed').trim()
  if (ca !== undefined) readText(ca, 'a certificate')
  try {
    return await connect({
      servers: servers.split(','),
      name: `outcry ${name}`,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 200,
      pingInterval: 10_000,
      ...(text === undefined ? {} : { authenticator: nkeyAuthenticator(encoder.encode(text)) }),
      // Answers come to a private inbox, which nobody else may read.
      ...(text === undefined ? {} : { inboxPrefix: inboxOf(name) }),
      ...(ca === undefined ? {} : { tls: { caFile: ca } }),
    })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new LiveError(`${servers}: cannot join as ${name}: ${why}${helpOf(why)}`, { cause })
  }
}

/**
 * Ends a connection when the server has what was said on it, or after `patience` ms: one that is away may
 * never have it.
 */
export async function hangUp(connection: NatsConnection, patience = 2_000): Promise<void> {
  const late = setTimeout(() => void connection.close(), patience)
  await Promise.race([connection.drain().catch(() => {}), connection.closed()])
  clearTimeout(late)
}

/** What helps where nobody answers, or nobody is known of this key; else it is said what is wrong. */
function helpOf(why: string): string {
  if (/authorization|nkeys/i.test(why))
    return '; give a key that the server knows with --key: see `outcry live keys`'
  return /refused|not ?found|timeout|invalid url/i.test(why)
    ? '; start one there with `nats-server --jetstream`, or name another with --nats'
    : ''
}

/** The inbox of who is called `name`, below which its answers come. */
export const inboxOf = (name: string): string => `_INBOX_${name.replace(/[^A-Za-z0-9-]/g, '_')}`

const encoder = new TextEncoder()

function readText(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const { message } = cause as Error
    throw new LiveError(`${path}: ${what} cannot be read: ${message}`, { cause })
  }
}
