import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { maskedChecksum, openEventFile } from '../../../../src/study/training/event-file.ts'
import { emptyFolder } from '../../cli/in-process.ts'

/** The events of a file, by a plain reader that checks every sum. */
function eventsIn(path: string) {
  const bytes = readFileSync(path)
  const events: { step: number; scalars: Record<string, number>; version: string }[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at))
    expect(bytes.readUInt32LE(at + 8)).toBe(maskedChecksum(bytes.subarray(at, at + 8)))
    const event = bytes.subarray(at + 12, at + 12 + length)
    expect(bytes.readUInt32LE(at + 12 + length)).toBe(maskedChecksum(event))
    const event2 = { step: 0, scalars: {} as Record<string, number>, version: '' }
    for (const [number, value] of fieldsOf(event)) {
      if (number === 2) event2.step = value as number
      if (number === 3) event2.version = String(value)
      if (number !== 5) continue
      for (const [, scalar] of fieldsOf(value as Buffer)) {
        const [[, tag], [, x]] = fieldsOf(scalar as Buffer) as [[1, Buffer], [2, number]]
        event2.scalars[String(tag)] = x
      }
    }
    events.push(event2)
    at += 16 + length
  }
  return events
}

/** A protobuf message's fields: numbers, floats and bytes. */
function fieldsOf(bytes: Buffer): [number, number | Buffer][] {
  const fields: [number, number | Buffer][] = []
  let at = 0
  const varint = (): number => {
    let [value, scale] = [0, 1]
    for (;;) {
      const byte = bytes[at++] as number
      value += (byte & 127) * scale
      scale *= 128
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const key = varint()
    const [number, type] = [key >> 3, key & 7]
    if (type === 0) fields.push([number, varint()])
    else if (type === 1 || type === 5) {
      fields.push([number, type === 1 ? bytes.readDoubleLE(at) : bytes.readFloatLE(at)])
      at += type === 1 ? 8 : 4
    } else {
      const length = varint()
      fields.push([number, bytes.subarray(at, at + length)])
      at += length
    }
  }
  return fields
}

test('a checksum is Castagnoli’s, masked', () => {
  // RFC 3720, B.4: 32 bytes of zeros have 8a9136aa.
  const plain = 0x8a9136aa
  expect(maskedChecksum(new Uint8Array(32))).toBe(
    (((plain >>> 15) | (plain << 17)) + 0xa282ead8) >>> 0,
  )
})

test('TensorBoard’s events say what was told, and go on after those that are kept', () => {
  const path = join(emptyFolder(), 'events.out.tfevents.0')
  const tell = (update: number) => ({
    'time/total_timesteps': 300 * update,
    'train/loss': update / 4,
  })
  const log = openEventFile(path, 0)
  for (const update of [1, 2, 3]) log.add(update, tell(update))
  const whole = readFileSync(path)
  const again = openEventFile(path, 1)
  for (const update of [2, 3]) again.add(update, tell(update))
  expect(readFileSync(path).equals(whole)).toBe(true)
  const [first, ...events] = eventsIn(path)
  expect(first?.version).toBe('brain.Event:2')
  expect(events.map(({ step, scalars }) => [step, scalars])).toEqual(
    [1, 2, 3].map((update) => [300 * update, { 'train/loss': update / 4 }]),
  )
})
