import { decode, type WireBody } from '../../../protocols/codec.ts'
import type { Envelope } from '../../../protocols/message.ts'
import type { MemoryTape } from '../../../src/journal/tape.ts'

/** Everything on a tape, in its order. @throws Error where it holds what is no message */
export function messagesOf(tape: MemoryTape): (WireBody & Envelope)[] {
  const bytes = tape.bytes()
  const messages: (WireBody & Envelope)[] = []
  for (let at = 0; at < bytes.length; ) {
    const decoded = decode(bytes.subarray(at))
    if (!decoded.ok) throw new Error(`byte ${at}: ${decoded.reason}`)
    messages.push(decoded.message)
    at += decoded.bytes
  }
  return messages
}
