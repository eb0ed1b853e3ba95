import { CELL_BYTES, CELLS_MAX, Cells } from '../protocols/cells.ts'
import { decode } from '../protocols/codec.ts'
import { Kind } from '../protocols/kind.ts'
import type { Message } from '../protocols/message.ts'
import { keepMessage } from '../protocols/reader.ts'

const scratch = new Cells(CELLS_MAX)

/**
 * A copy of `message` that lives on after its `receive`, as a plain object.
 * @throws TypeError where the message is none of the language
 */
export function plainMessage(message: Message): Message {
  const { kind, sender, recipient, sequence, sent, arrives } = message
  const envelope = { sender, recipient, sequence, sent, arrives }
  if (kind === Kind.timer) return { kind, tag: message.tag, ...envelope }
  if (kind === Kind.start) return { kind, life: message.life, ...envelope }
  keepMessage(message, scratch, 0)
  // Where the runtime keeps a mark of its own while a message waits.
  scratch.bytes[3] = 0
  const decoded = decode(scratch.bytes.subarray(0, (scratch.bytes[1] as number) * CELL_BYTES))
  if (!decoded.ok) throw new TypeError(`a message that is none was delivered: ${decoded.reason}`)
  return decoded.message
}
