import { decode, type WireBody } from '../../../protocols/codec.ts'
import type { Envelope } from '../../../protocols/message.ts'
import type { MemoryTape } from '../../../src/journal/tape.ts'

/** Everything on a tape, in its order. @throws Error where it holds what is no message */
export const messagesOf = (tape: MemoryTape): (WireBody & Envelope)[] => messagesIn(tape.bytes())

/** Everything in a tape's bytes. @throws Error where they hold what is no message */
export function messagesIn(bytes: Uint8Array): (WireBody & Envelope)[] {
  const messages: (WireBody & Envelope)[] = []
  for (let at = 0; at < bytes.length; ) {
    const decoded = decode(bytes.subarray(at))
    if (!decoded.ok) throw new Error(`byte ${at}: ${decoded.reason}`)
    messages.push(decoded.message)
    at += decoded.bytes
  }
  return messages
}
