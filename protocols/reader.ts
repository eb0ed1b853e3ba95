import { CELL_BYTES, CELL_FLOATS, CELL_WORDS, type Cells, copyCells } from './cells.ts'
import type { Message } from './message.ts'
import { writeBody, writeEnvelope } from './writer.ts'

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Reads the fields of one message in place. A single reader serves a whole run: `at` moves it to a
 * message, and the same object then is that message. What a kind does not have reads as another
 * kind's bytes, so look at `kind` first; the `Message` type sees to that.
 */
export class MessageReader {
  private words = new Uint32Array(CELL_WORDS)
  private floats = new Float64Array(CELL_FLOATS)
  private word = 0
  private float = 0

  /** Moves to the message that begins at `cell` of `cells`, and gives it its type. */
  at(cells: Cells, cell: number): Message {
    this.words = cells.words
    this.floats = cells.floats
    this.word = cell * CELL_WORDS
    this.float = cell * CELL_FLOATS
    return this as unknown as Message
  }

  /** Copies the message read, all its cells, to `cell` of `cells`. */
  copyTo(cells: Cells, cell: number): void {
    copyCells(this.words, this.word / CELL_WORDS, cells.words, cell, this.cells)
  }

  private byte(offset: number): number {
    return ((this.words[this.word + (offset >> 2)] as number) >>> ((offset & 3) << 3)) & 255
  }

  get cells(): number {
    return this.byte(1)
  }
  get kind(): number {
    return ((this.words[this.word] as number) >>> 16) & 255
  }
  get sender(): number {
    return this.words[this.word + 1] as number
  }
  get recipient(): number {
    return this.words[this.word + 2] as number
  }
  get sequence(): number {
    return this.words[this.word + 3] as number
  }
  get sent(): number {
    return this.floats[this.float + 2] as number
  }
  get arrives(): number {
    return this.floats[this.float + 3] as number
  }

  get orderId(): number {
    return this.words[this.word + 8] as number
  }
  get price(): number {
    return this.words[this.word + 9] as number
  }
  get size(): number {
    return this.words[this.word + 10] as number
  }
  get open(): number {
    return this.words[this.word + 11] as number
  }
  get count(): number {
    return this.words[this.word + 11] as number
  }
  get side(): number {
    return (this.words[this.word + 12] as number) & 255
  }
  get orderType(): number {
    return this.byte(49)
  }
  get role(): number {
    return this.byte(49)
  }
  get phase(): number {
    return this.byte(49)
  }
  get state(): number {
    return this.byte(49)
  }
  get onset(): number {
    return this.byte(49)
  }
  get subject(): number {
    return this.byte(49)
  }
  get droppedKind(): number {
    return this.byte(49)
  }
  get timeInForce(): number {
    return this.byte(50)
  }
  get reason(): number {
    return this.byte(50)
  }
  get less(): number {
    return this.words[this.word + 10] as number
  }
  get display(): number {
    return this.words[this.word + 11] as number
  }
  get surplus(): number {
    return this.words[this.word + 11] as number
  }
  get onlySide(): number {
    return (this.words[this.word + 12] as number) & 255
  }
  get answer(): number {
    return this.byte(49)
  }
  get hidden(): number {
    return this.byte(51)
  }
  get postOnly(): number {
    return this.byte(54)
  }
  get dormant(): number {
    return this.byte(54)
  }
  get selfTrade(): number {
    return this.byte(55)
  }
  get minimum(): number {
    return this.words[this.word + 14] as number
  }
  get stop(): number {
    return this.words[this.word + 15] as number
  }
  get expires(): number {
    return this.cells === 1 ? 0 : (this.floats[this.float + 8] as number)
  }
  get offset(): number {
    return this.cells === 1 ? 0 : (this.words[this.word + 18] as number) | 0
  }
  get peg(): number {
    return this.cells === 1 ? 0 : this.byte(76)
  }
  get instrument(): number {
    return (this.words[this.word + 13] as number) & 0xffff
  }
  get number(): number {
    return this.words[this.word + 14] as number
  }
  get venueOrder(): number {
    return this.words[this.word + 15] as number
  }
  get bid(): number {
    return this.words[this.word + 8] as number
  }
  get bidSize(): number {
    return this.words[this.word + 9] as number
  }
  get ask(): number {
    return this.words[this.word + 10] as number
  }
  get askSize(): number {
    return this.words[this.word + 11] as number
  }
  get bidVolume(): number {
    return this.floats[this.float + 4] as number
  }
  get askVolume(): number {
    return this.floats[this.float + 5] as number
  }
  get life(): number {
    return this.words[this.word + 8] as number
  }
  get tag(): number {
    return this.words[this.word + 9] as number
  }
  get droppedSender(): number {
    return this.words[this.word + 8] as number
  }
  get droppedSequence(): number {
    return this.words[this.word + 9] as number
  }
  get text(): string {
    const length = this.words[this.word + 9] as number
    const begin = this.words.byteOffset + (this.word + CELL_WORDS) * 4
    return utf8.decode(new Uint8Array(this.words.buffer, begin, Math.min(length, 15 * CELL_BYTES)))
  }
  get bidVenue(): number {
    return this.words[this.word + 12] as number
  }
  get askVenue(): number {
    return this.words[this.word + 15] as number
  }
  get value(): number {
    return this.floats[this.float + 4] as number
  }
  get a(): number {
    return this.floats[this.float + 4] as number
  }
  get b(): number {
    return this.floats[this.float + 5] as number
  }
  get c(): number {
    return this.floats[this.float + 7] as number
  }
}

/**
 * Keeps a message beyond its `receive`: copies all its cells, read in place or plain, to `cell`,
 * where there must be room for them.
 */
export function keepMessage(message: Message, cells: Cells, cell: number): void {
  if (message instanceof MessageReader) {
    message.copyTo(cells, cell)
    return
  }
  const { sender, recipient, sequence, sent, arrives } = message
  writeBody(cells, cell, message)
  writeEnvelope(cells, cell, sender, recipient, sequence, sent, arrives)
}
