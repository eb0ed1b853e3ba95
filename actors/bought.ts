import { Kind, Side } from '../protocols/kind.ts'
import type { Message } from '../protocols/message.ts'

/** Lots that a message tells its recipient to have bought: negative where sold, 0 where no fill. */
export function bought(message: Message): number {
  if (message.kind !== Kind.fill && message.kind !== Kind.partialFill) return 0
  return message.side === Side.buy ? message.size : -message.size
}
