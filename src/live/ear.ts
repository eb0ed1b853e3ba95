import type { Msg, NatsConnection } from '@nats-io/transport-node'
import { CELL_BYTES, Cells } from '../../protocols/cells.ts'
import { decode } from '../../protocols/codec.ts'
import { Kind } from '../../protocols/kind.ts'
import { EVERYONE } from '../../protocols/layout.ts'
import { add, type Batch, createBatch } from '../transport/batch.ts'
import type { LiveNames } from './names.ts'

type Heard = Extract<ReturnType<typeof decode>, { readonly ok: true }>['message']

/**
 * What a process of agents hears: messages off the wire, until its kernel takes them. The market's
 * data comes on core NATS, which may lose some: payloads have numbers, and after a gap the exchange is
 * asked for the data as it stands.
 */
export class Ear {
  /** Payloads of market data, and gaps found in their numbers. */
  data = 0
  gaps = 0
  private readonly connection: NatsConnection
  private readonly names: LiveNames
  private readonly venues: number
  private readonly wake: () => void
  /** What came and is to be heard, oldest first. */
  private incoming = createBatch()
  private epoch = 0
  private number = 0
  private isMending = false
  /** The number of the newest publication that was heard, by feed. */
  private readonly newest = new Map<string, number>()

  constructor(connection: NatsConnection, names: LiveNames, venues: number, wake: () => void) {
    this.connection = connection
    this.names = names
    this.venues = venues
    this.wake = wake
  }

  /** Whether there is something to take. */
  get isFull(): boolean {
    return this.incoming.used > 0
  }

  /** What came since this was asked last. */
  take(): Batch {
    const { incoming } = this
    this.incoming = createBatch()
    return incoming
  }

  /** Takes in what `publisher` published. */
  hearData(publisher: number, message: Msg): void {
    this.data++
    if (publisher < this.venues) {
      const epoch = Number(message.headers?.get('Outcry-Epoch'))
      const number = Number(message.headers?.get('Outcry-Number'))
      // What an exchange says that was superseded is not heard.
      if (epoch < this.epoch) return
      if (epoch > this.epoch || number > this.number + 1) {
        // Before the first answer of the exchange there is nothing to have missed.
        if (this.epoch > 0) this.gaps++
        void this.catchUp()
      } else if (number <= this.number) return
      this.epoch = epoch
      this.number = number
    }
    this.hear(message.data, EVERYONE, publisher)
  }

  /** Asks for the market's data as it stands: at the beginning, and after a gap. */
  async catchUp(): Promise<void> {
    if (this.isMending) return
    this.isMending = true
    try {
      const { ask } = this.names
      const answer = await this.connection.request(`${ask}.snapshot`, '', { timeout: 2_000 })
      const epoch = Number(answer.headers?.get('Outcry-Epoch'))
      const number = Number(answer.headers?.get('Outcry-Number'))
      if (epoch >= this.epoch) {
        this.epoch = epoch
        this.number = Math.max(this.number, number)
        this.hear(answer.data, EVERYONE)
      }
    } catch {
      // The next publication shows the gap again.
      this.number = 0
    }
    this.isMending = false
  }

  /**
   * Takes messages off the wire: what is none is left out, what says another sender or recipient than
   * its subject does, and from an agent what only venues say. A venue's may be any venue's.
   *
   * @param to whom its subject names, `EVERYONE` of publications
   * @param from who its subject says that it is from
   */
  hear(bytes: Uint8Array, to: number, from = 0): void {
    const cells = new Cells(Math.max(1, Math.ceil(bytes.length / CELL_BYTES)))
    cells.bytes.set(bytes)
    for (let at = 0; at < bytes.length; ) {
      const read = decode(bytes.subarray(at))
      if (!read.ok) return
      const { sender, recipient, kind } = read.message
      const isTheirs =
        from < this.venues ? sender < this.venues : sender === from && !isVenues(kind)
      if (isTheirs && recipient === to && this.isNews(read.message)) {
        add(this.incoming, cells.words, at / CELL_BYTES, read.bytes / CELL_BYTES)
      }
      at += read.bytes
    }
    this.wake()
  }

  /** Whether a message is no publication that was heard before, as a snapshot's may be. */
  private isNews({ sender, recipient, sequence, kind, ...rest }: Heard): boolean {
    if (recipient !== EVERYONE) return true
    const feed = `${sender}/${kind}/${'instrument' in rest ? rest.instrument : 0}`
    if (sequence <= (this.newest.get(feed) ?? 0)) return false
    this.newest.set(feed, sequence)
    return true
  }
}

/** Whether only venues say it: reports, market data, sessions and books. */
const isVenues = (kind: number): boolean =>
  kind >= Kind.accepted && kind <= Kind.snapshotEnd && kind !== Kind.news && kind !== Kind.nbbo
