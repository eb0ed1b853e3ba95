import {
  ITCH_HEADER,
  ITCH_MESSAGES,
  ITCH_TYPES,
  ITCH_WIDTHS,
  type ItchMessage,
  type ItchType,
  type ItchValues,
  itchSize,
} from './itch-layout.ts'

/** Why bytes are not, or not yet, messages. */
export interface ItchFault {
  /** Where the message that is at fault begins, in bytes from the beginning, its length included. */
  readonly offset: number
  /** What is wrong there. */
  readonly reason: string
}

/** Decodes a stream of messages as its bytes come. */
export interface ItchDecoder {
  /** Messages so far. */
  readonly messages: number
  /** Bytes of whole messages so far. */
  readonly offset: number
  /**
   * Decodes what can be decoded with `bytes` behind what came before.
   * @returns what is wrong, which ends the stream: what comes after it is not looked at
   */
  push(bytes: Uint8Array): ItchFault | undefined
  /** Says that there are no more bytes. @returns what is wrong, as a message that is cut off */
  end(): ItchFault | undefined
}

const LENGTH_BYTES = 2

interface Field {
  readonly name: string
  readonly kind: keyof ItchValues
  readonly at: number
}
interface Plan {
  readonly type: ItchType
  readonly size: number
  readonly fields: readonly Field[]
}

/** By the type's byte. */
const PLANS: readonly (Plan | undefined)[] = (() => {
  const plans: (Plan | undefined)[] = new Array(256)
  for (const type of ITCH_TYPES) {
    let at = 1
    const all = { ...ITCH_HEADER, ...ITCH_MESSAGES[type].fields }
    const fields = Object.entries(all).map(([name, kind]) => {
      const field = { name, kind, at }
      at += ITCH_WIDTHS[kind]
      return field
    })
    plans[type.charCodeAt(0)] = { type, size: itchSize(type), fields }
  }
  return plans
})()

/**
 * Decodes NASDAQ TotalView-ITCH 5.0 as it stands in files: each message behind two bytes, which are
 * its length, big-endian, or 0 where the type alone tells it. A length of 0 with nothing behind it
 * is the end. It never throws, whatever the bytes.
 *
 * @param visit is given each message, and the offset of its length
 */
export function createItchDecoder(
  visit: (message: ItchMessage, offset: number) => void,
): ItchDecoder {
  let left: Uint8Array = new Uint8Array(0)
  let offset = 0
  let messages = 0
  let fault: ItchFault | undefined

  const push = (bytes: Uint8Array): ItchFault | undefined => {
    if (fault !== undefined) return fault
    const all = left.length === 0 ? bytes : joined(left, bytes)
    const view = new DataView(all.buffer, all.byteOffset, all.byteLength)
    let at = 0
    while (all.length - at > LENGTH_BYTES) {
      const length = view.getUint16(at)
      const plan = PLANS[all[at + LENGTH_BYTES] as number]
      const wrong =
        plan === undefined ? unknownType(all[at + LENGTH_BYTES] as number) : misfit(plan, length)
      if (plan === undefined || wrong !== undefined) {
        fault = { offset, reason: wrong as string }
        return fault
      }
      const end = at + LENGTH_BYTES + plan.size
      if (end > all.length) break
      const message = decode(plan, view, at + LENGTH_BYTES)
      if (typeof message === 'string') {
        fault = { offset, reason: message }
        return fault
      }
      visit(message, offset)
      messages++
      offset += end - at
      at = end
    }
    // Copied, since whoever reads the file may use its buffer again.
    left = all.slice(at)
    return undefined
  }

  return {
    get messages() {
      return messages
    },
    get offset() {
      return offset
    },
    push,
    end() {
      if (fault !== undefined || left.length === 0) return fault
      const isEnd = left.length === LENGTH_BYTES && left[0] === 0 && left[1] === 0
      return isEnd ? undefined : { offset, reason: cutOff(left) }
    },
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}

const unknownType = (byte: number): string =>
  `type ${shown(byte)} is none of the ${ITCH_TYPES.length} of ITCH 5.0`

const misfit = ({ type, size }: Plan, length: number): string | undefined =>
  length === 0 || length === size
    ? undefined
    : `length ${length} is not that of a message "${type}", which has ${size} bytes`

function cutOff(bytes: Uint8Array): string {
  const plan = PLANS[bytes[LENGTH_BYTES] as number]
  if (plan === undefined) return 'the file ends within the length of a message'
  const has = bytes.length - LENGTH_BYTES
  return `the file ends within a message "${plan.type}", after ${has} of its ${plan.size} bytes`
}

const shown = (byte: number): string =>
  byte > 32 && byte < 127 ? JSON.stringify(String.fromCharCode(byte)) : `0x${byte.toString(16)}`

/** @returns the message, or what is wrong with it */
function decode({ type, fields }: Plan, view: DataView, from: number): ItchMessage | string {
  const message: Record<string, unknown> = { type }
  for (const { name, kind, at } of fields) {
    const value = read(kind, view, from + at)
    if (value === undefined) return `${name} of a message "${type}" is ${REFUSED[kind]}`
    message[name] = value
  }
  return message as unknown as ItchMessage
}

const REFUSED: Partial<Record<keyof ItchValues, string>> = {
  side: 'neither "B" nor "S"',
  u64: 'above 2^53 − 1',
  price8: 'above 2^53 − 1',
}

/** @returns the field, or `undefined` where it has no such value */
function read(kind: keyof ItchValues, view: DataView, at: number): string | number | undefined {
  switch (kind) {
    case 'u16':
      return view.getUint16(at)
    case 'u32':
    case 'price4':
      return view.getUint32(at)
    case 'u48':
      return view.getUint16(at) * 2 ** 32 + view.getUint32(at + 2)
    case 'u64':
    case 'price8': {
      const value = view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4)
      return value <= Number.MAX_SAFE_INTEGER ? value : undefined
    }
    case 'char':
      return String.fromCharCode(view.getUint8(at))
    case 'side': {
      const side = String.fromCharCode(view.getUint8(at))
      return side === 'B' || side === 'S' ? side : undefined
    }
    default:
      return text(view, at, ITCH_WIDTHS[kind])
  }
}

function text(view: DataView, at: number, width: number): string {
  let end = at + width
  while (end > at && view.getUint8(end - 1) === 32) end--
  let value = ''
  for (let place = at; place < end; place++) value += String.fromCharCode(view.getUint8(place))
  return value
}
