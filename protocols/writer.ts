import { CELL_FLOATS, CELL_WORDS, type Cells } from './cells.ts'
import { Kind } from './kind.ts'
import { EVERYONE, VERSION } from './layout.ts'
import type { Body } from './message.ts'

const utf8 = new TextEncoder()

/** How many cells `body` takes. */
export function cellsOf(body: Body): number {
  switch (body.kind) {
    case Kind.newOrder:
      return body.expires || body.offset || body.peg ? 2 : 1
    case Kind.quoteRequest:
    case Kind.dealerQuote:
    case Kind.quoteInvite:
    case Kind.quoteOffered:
    case Kind.lastLook:
      return body.expires ? 2 : 1
    case Kind.failed:
      return 1 + Math.ceil(textBytes(body.text).length / (CELL_WORDS * 4))
    default:
      return 1
  }
}

/** UTF-8 of `text`, cut to 960 bytes between two characters. */
function textBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(960)
  return bytes.subarray(0, utf8.encodeInto(text, bytes).written)
}

/**
 * Writes `body` at `cell`: every byte of its cells but the envelope's, which `writeEnvelope` does.
 * No range is checked here: types hold inside a process, and `decode` checks what crosses a wire.
 * @throws TypeError where `body` has no kind of the language
 */
export function writeBody(cells: Cells, cell: number, body: Body): void {
  const { words, floats } = cells
  const w = cell * CELL_WORDS
  const f = cell * CELL_FLOATS
  words[w] = VERSION | (1 << 8) | (body.kind << 16)
  switch (body.kind) {
    case Kind.newOrder:
      words[w + 8] = body.orderId
      words[w + 9] = body.price
      words[w + 10] = body.size
      words[w + 11] = body.display ?? 0
      words[w + 12] =
        body.side | (body.orderType << 8) | (body.timeInForce << 16) | ((body.hidden ?? 0) << 24)
      words[w + 13] = body.instrument | ((body.postOnly ?? 0) << 16) | ((body.selfTrade ?? 0) << 24)
      words[w + 14] = body.minimum ?? 0
      words[w + 15] = body.stop ?? 0
      if (cellsOf(body) === 2) {
        writeBeyond(cells, cell, body.expires ?? 0, body.offset ?? 0, body.peg ?? 0)
      }
      return
    case Kind.cancelOrder:
      words[w + 8] = body.orderId
      words[w + 9] = 0
      words[w + 10] = body.less ?? 0
      words[w + 11] = 0
      words[w + 12] = 0
      words[w + 13] = body.instrument
      words[w + 14] = 0
      words[w + 15] = 0
      return
    case Kind.replaceOrder:
      words[w + 8] = body.orderId
      words[w + 9] = body.price
      words[w + 10] = body.size
      words[w + 11] = 0
      words[w + 12] = 0
      words[w + 13] = body.instrument
      words[w + 14] = 0
      words[w + 15] = 0
      return
    case Kind.massCancel:
      clear(words, w + 8, w + 11)
      words[w + 12] = body.onlySide ?? 0
      words[w + 13] = body.instrument
      words[w + 14] = 0
      words[w + 15] = 0
      return
    case Kind.disconnect:
      clear(words, w + 8, w + 15)
      return
    case Kind.quoteRequest:
      words[w + 8] = body.orderId
      words[w + 9] = 0
      words[w + 10] = body.size
      words[w + 11] = 0
      words[w + 12] = body.onlySide ?? 0
      words[w + 13] = body.instrument
      words[w + 14] = 0
      words[w + 15] = 0
      writeExpiry(cells, cell, body.expires ?? 0)
      return
    case Kind.dealerQuote:
      writeLevel(words, w, body.orderId, body.price, body.size, body.side, body.instrument)
      words[w + 14] = body.number
      words[w + 15] = 0
      writeExpiry(cells, cell, body.expires ?? 0)
      return
    case Kind.massCancelled:
    case Kind.quoteTake:
      writeLevel(words, w, body.orderId, 0, body.size, 0, body.instrument)
      words[w + 14] = 0
      words[w + 15] = body.venueOrder
      return
    case Kind.lastLookAnswer:
      clear(words, w + 8, w + 14)
      words[w + 12] = body.answer << 8
      words[w + 13] = body.instrument
      words[w + 15] = body.venueOrder
      return
    case Kind.quoteInvite:
      writeLevel(words, w, 0, 0, body.size, body.onlySide ?? 0, body.instrument)
      words[w + 14] = body.number
      words[w + 15] = 0
      writeExpiry(cells, cell, body.expires ?? 0)
      return
    case Kind.quoteOffered:
    case Kind.lastLook:
      writeLevel(words, w, body.orderId, body.price, body.size, body.side, body.instrument)
      words[w + 14] = body.number
      words[w + 15] = body.venueOrder
      writeExpiry(cells, cell, body.expires ?? 0)
      return
    case Kind.snapshotRequest:
      words[w + 8] = body.orderId
      clear(words, w + 9, w + 15)
      words[w + 13] = body.instrument
      return
    case Kind.snapshotLevel:
      writeLevel(words, w, body.orderId, body.price, body.size, body.side, body.instrument)
      words[w + 11] = body.count
      words[w + 14] = body.number
      words[w + 15] = 0
      return
    case Kind.snapshotEnd:
      words[w + 8] = body.orderId
      clear(words, w + 9, w + 10)
      words[w + 11] = body.count
      words[w + 12] = body.reason << 16
      words[w + 13] = body.instrument
      words[w + 14] = body.number
      words[w + 15] = 0
      return
    case Kind.triggered:
      writeLevel(words, w, body.orderId, body.price, body.size, body.side, body.instrument)
      words[w + 14] = 0
      words[w + 15] = body.venueOrder
      return
    case Kind.accepted:
      words[w + 8] = body.orderId
      words[w + 9] = body.price
      words[w + 10] = body.size
      words[w + 11] = body.display ?? 0
      words[w + 12] = body.side | ((body.hidden ?? 0) << 24)
      words[w + 13] = body.instrument | ((body.dormant ?? 0) << 16)
      words[w + 14] = 0
      words[w + 15] = body.venueOrder
      return
    case Kind.partialFill:
    case Kind.fill:
      words[w + 8] = body.orderId
      words[w + 9] = body.price
      words[w + 10] = body.size
      words[w + 11] = body.open
      words[w + 12] = body.side | (body.role << 8)
      words[w + 13] = body.instrument
      words[w + 14] = body.number
      words[w + 15] = body.venueOrder
      return
    case Kind.replaced:
    case Kind.repriced:
      words[w + 8] = body.orderId
      words[w + 9] = body.price
      words[w + 10] = body.size
      words[w + 11] = body.open
      words[w + 12] = body.side
      words[w + 13] = body.instrument
      words[w + 14] = 0
      words[w + 15] = body.venueOrder
      return
    case Kind.cancelled:
    case Kind.expired:
      words[w + 8] = body.orderId
      words[w + 9] = body.price
      words[w + 10] = body.size
      words[w + 11] = 0
      words[w + 12] = body.side | (body.reason << 16)
      words[w + 13] = body.instrument
      words[w + 14] = 0
      words[w + 15] = body.venueOrder
      return
    case Kind.rejected:
    case Kind.refused:
    case Kind.quoteEnded:
      words[w + 8] = body.orderId
      clear(words, w + 9, w + 11)
      words[w + 12] = body.reason << 16
      words[w + 13] = body.instrument
      words[w + 14] = 0
      words[w + 15] = body.venueOrder
      return
    case Kind.trade:
    case Kind.depthByOrder:
      words[w + 8] = 0
      words[w + 9] = body.price
      words[w + 10] = body.size
      words[w + 11] = 0
      words[w + 12] = body.side
      words[w + 13] = body.instrument
      words[w + 14] = body.number
      words[w + 15] = body.venueOrder
      return
    case Kind.quote:
      words[w + 8] = body.bid
      words[w + 9] = body.bidSize
      words[w + 10] = body.ask
      words[w + 11] = body.askSize
      words[w + 12] = 0
      words[w + 13] = body.instrument
      words[w + 14] = body.number
      words[w + 15] = 0
      return
    case Kind.depthByPrice:
      words[w + 8] = 0
      words[w + 9] = body.price
      words[w + 10] = body.size
      words[w + 11] = body.count
      words[w + 12] = body.side
      words[w + 13] = body.instrument
      words[w + 14] = body.number
      words[w + 15] = 0
      return
    case Kind.imbalance:
      floats[f + 4] = body.bidVolume
      floats[f + 5] = body.askVolume
      words[w + 12] = body.side | (body.onset << 8)
      words[w + 13] = body.instrument
      words[w + 14] = body.number
      words[w + 15] = 0
      return
    case Kind.indicative:
      words[w + 8] = 0
      words[w + 9] = body.price
      words[w + 10] = body.size
      words[w + 11] = body.surplus
      words[w + 12] = body.onlySide ?? 0
      words[w + 13] = body.instrument
      words[w + 14] = body.number
      words[w + 15] = 0
      return
    case Kind.cross:
      words[w + 8] = 0
      words[w + 9] = body.price
      words[w + 10] = body.size
      words[w + 11] = 0
      words[w + 12] = body.phase << 8
      words[w + 13] = body.instrument
      words[w + 14] = body.number
      words[w + 15] = 0
      return
    case Kind.session:
      clear(words, w + 8, w + 11)
      words[w + 12] = body.phase << 8
      words[w + 13] = body.instrument
      words[w + 14] = body.number
      words[w + 15] = 0
      return
    case Kind.news:
      floats[f + 4] = body.value
      clear(words, w + 10, w + 12)
      words[w + 13] = body.instrument
      words[w + 14] = body.number
      words[w + 15] = 0
      return
    case Kind.nbbo:
      words[w + 8] = body.bid
      words[w + 9] = body.bidSize
      words[w + 10] = body.ask
      words[w + 11] = body.askSize
      words[w + 12] = body.bidVenue
      words[w + 13] = body.instrument
      words[w + 14] = body.number
      words[w + 15] = body.askVenue
      return
    case Kind.timer:
      words[w + 8] = 0
      words[w + 9] = body.tag
      clear(words, w + 10, w + 15)
      return
    case Kind.start:
      words[w + 8] = body.life
      clear(words, w + 9, w + 15)
      return
    case Kind.lifecycle:
      words[w + 8] = body.life
      clear(words, w + 9, w + 15)
      words[w + 12] = body.state << 8
      return
    case Kind.dropped:
      words[w + 8] = body.droppedSender
      words[w + 9] = body.droppedSequence
      clear(words, w + 10, w + 15)
      words[w + 12] = body.droppedKind << 8
      return
    case Kind.custom:
      floats[f + 4] = body.a
      floats[f + 5] = body.b
      words[w + 12] = body.subject << 8
      words[w + 13] = 0
      floats[f + 7] = body.c
      return
    case Kind.failed:
      writeFailed(cells, cell, body.life, body.text)
      return
    default:
      throw new TypeError(`a message has no kind ${(body as { kind: unknown }).kind}`)
  }
}

function writeLevel(
  words: Uint32Array,
  w: number,
  orderId: number,
  price: number,
  size: number,
  side: number,
  instrument: number,
): void {
  words[w + 8] = orderId
  words[w + 9] = price
  words[w + 10] = size
  words[w + 11] = 0
  words[w + 12] = side
  words[w + 13] = instrument
}

/** A second cell, where there is an expiry to write in it. */
function writeExpiry(cells: Cells, cell: number, expires: number): void {
  if (expires !== 0) writeBeyond(cells, cell, expires, 0, 0)
}

/** The second cell of a message that is not text. */
function writeBeyond(
  { words, floats }: Cells,
  cell: number,
  expires: number,
  offset: number,
  peg: number,
): void {
  const w = cell * CELL_WORDS
  words[w] = ((words[w] as number) & ~0xff00) | (2 << 8)
  floats[cell * CELL_FLOATS + 8] = expires
  words[w + 18] = offset
  words[w + 19] = peg
  clear(words, w + 20, w + 31)
}

function clear(words: Uint32Array, first: number, last: number): void {
  for (let word = first; word <= last; word++) words[word] = 0
}

function writeFailed({ bytes, words }: Cells, cell: number, life: number, text: string): void {
  const utf = textBytes(text)
  const count = 1 + Math.ceil(utf.length / (CELL_WORDS * 4))
  const w = cell * CELL_WORDS
  words[w] = VERSION | (count << 8) | (Kind.failed << 16)
  words[w + 8] = life
  words[w + 9] = utf.length
  clear(words, w + 10, w + count * CELL_WORDS - 1)
  bytes.set(utf, (cell + 1) * CELL_WORDS * 4)
}

/** Writes who says it to whom, as which of its sayings, and when it was decided and arrives. */
export function writeEnvelope(
  cells: Cells,
  cell: number,
  sender: number,
  recipient: number,
  sequence: number,
  sent: number,
  arrives: number,
): void {
  const w = cell * CELL_WORDS
  const f = cell * CELL_FLOATS
  cells.words[w + 1] = sender
  cells.words[w + 2] = recipient
  cells.words[w + 3] = sequence
  cells.floats[f + 2] = sent
  cells.floats[f + 3] = arrives
}

/** Whether a recipient's number means "whoever reads". */
export const isPublication = (recipient: number): boolean => recipient === EVERYONE
