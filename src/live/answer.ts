import type { MsgHdrs, NatsConnection } from '@nats-io/transport-node'

/**
 * Answers whoever asks on `subject`, to an inbox and nowhere else. An asker names any subject for its answer,
 * and the server asks nobody whether it may: the orders of another, too.
 */
export function answer(
  connection: NatsConnection,
  subject: string,
  say: () => string | Uint8Array,
  head?: () => MsgHdrs,
): void {
  connection.subscribe(subject, {
    callback: (_, message) => {
      if (message.reply?.startsWith('_INBOX') !== true) return
      message.respond(say(), head === undefined ? {} : { headers: head() })
    },
  })
}
