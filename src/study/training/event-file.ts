import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { measuredOf, type TrainingLog } from './training-log.ts'

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0x82f63b78 : rest >>> 1
  return rest
})

/** CRC-32C (Castagnoli), turned and added to as TFRecord has it: ((c >>> 15) | (c << 17)) + 0xa282ead8. */
export function maskedChecksum(bytes: Uint8Array): number {
  let sum = 0xffffffff
  for (const byte of bytes) sum = (TABLE[(sum ^ byte) & 255] as number) ^ (sum >>> 8)
  sum = (sum ^ 0xffffffff) >>> 0
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0
}

/** Length (8 bytes), its checksum, the bytes, their checksum, little-endian: a frame of a TFRecord file. */
function frameOf(bytes: Buffer): Buffer {
  const head = Buffer.alloc(12)
  head.writeBigUInt64LE(BigInt(bytes.length))
  head.writeUInt32LE(maskedChecksum(head.subarray(0, 8)), 8)
  const tail = Buffer.alloc(4)
  tail.writeUInt32LE(maskedChecksum(bytes))
  return Buffer.concat([head, bytes, tail])
}

const varint = (x: number): number[] =>
  x < 128 ? [x] : [(x % 128) + 128, ...varint(Math.floor(x / 128))]

/** A protobuf field of bytes. */
const field = (number: number, bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([number * 8 + 2, ...varint(bytes.length)]), bytes])

/** An `Event` of TensorBoard: wall time (field 1), step (2), and what it says. */
function eventOf(time: number, step: number, said: Buffer): Buffer {
  const head = Buffer.alloc(9)
  head[0] = 9
  head.writeDoubleLE(time, 1)
  return frameOf(Buffer.concat([head, Buffer.from([16, ...varint(step)]), said]))
}

/** A scalar of a `Summary`: its tag and its value, 32 bits. */
function scalarOf(tag: string, value: number): Buffer {
  const number = Buffer.alloc(5)
  number[0] = 21
  number.writeFloatLE(value, 1)
  return field(1, Buffer.concat([field(1, Buffer.from(tag)), number]))
}

/**
 * A log that TensorBoard reads: an event an update, its step the steps played so far, a scalar for all else.
 * The wall time is the update's number, s, so that one training gives one file. What an earlier training
 * said of the first `kept` updates stays.
 */
export function openEventFile(path: string, kept: number): TrainingLog {
  const before = kept > 0 && existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
  let end = 0
  for (let nth = 0; nth <= kept && end + 12 <= before.length; nth++) {
    end += 16 + Number(before.readBigUInt64LE(end))
  }
  const version = eventOf(0, 0, field(3, Buffer.from('brain.Event:2')))
  writeFileSync(path, end === 0 ? version : before.subarray(0, end))
  return {
    add(update, { 'time/total_timesteps': steps, ...report }) {
      const scalars = Object.entries(measuredOf(report)).map(([tag, value]) => scalarOf(tag, value))
      appendFileSync(path, eventOf(update, steps ?? update, field(5, Buffer.concat(scalars))))
    },
  }
}
