import { Kind, Life, nameOf, Phase, Side } from '../../../protocols/kind.ts'
import type {
  Disconnect,
  Imbalance,
  Message,
  Nbbo,
  Note,
  Session,
} from '../../../protocols/message.ts'

/** What the events table tells of: notes, disconnections, and a venue's own state. */
export type EventMessage = Extract<Message, Note | Disconnect | Session | Nbbo | Imbalance>

/** One event in words, such as `trading, life 2` or `newOrder 17 of noise/3`. */
export function eventText(message: EventMessage, keys: readonly string[]): string {
  switch (message.kind) {
    case Kind.lifecycle:
      return `${nameOf(Life, message.state) ?? message.state}, life ${message.life}`
    case Kind.dropped: {
      const { droppedKind, droppedSender, droppedSequence } = message
      const sender = keys[droppedSender] ?? `actor ${droppedSender}`
      return `${nameOf(Kind, droppedKind) ?? `kind ${droppedKind}`} ${droppedSequence} of ${sender}`
    }
    case Kind.failed:
      return message.text
    case Kind.disconnect:
      return `from ${keys[message.recipient] ?? `actor ${message.recipient}`}`
    case Kind.session:
      return nameOf(Phase, message.phase) ?? `phase ${message.phase}`
    case Kind.nbbo: {
      const { bid, bidSize, bidVenue, ask, askSize, askVenue } = message
      const at = (price: number, size: number, venue: number): string =>
        price === 0 ? 'none' : `${size} at ${price} at ${keys[venue] ?? `actor ${venue}`}`
      return `bid ${at(bid, bidSize, bidVenue)}, ask ${at(ask, askSize, askVenue)}`
    }
    case Kind.imbalance: {
      const began = message.onset === 1 ? 'began' : 'ended'
      const side = nameOf(Side, message.side) ?? `side ${message.side}`
      return `${side} ${began}, ${message.bidVolume} bid against ${message.askVolume} asked`
    }
  }
}
