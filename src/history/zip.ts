import { crc32, inflateRawSync } from 'node:zlib'
import { HistoryError } from './history-error.ts'

/** A file in a zip archive. */
export interface ZipEntry {
  /** With its folders, as the archive has it. */
  readonly name: string
  /** Its bytes. @throws HistoryError where they are damaged, or packed in a way that is not read */
  read(): Buffer
}

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const END_SIZE = 22
const ENTRY_SIZE = 46
const LOCAL_SIZE = 30
const COMMENT_MAX = 0xffff
const STORED = 0
const DEFLATED = 8

/**
 * Lists the files of a zip archive by its central directory (PKWARE's APPNOTE.TXT, 4.3): stored or
 * deflated, not encrypted, smaller than 4 GB.
 *
 * @param name what to call the archive in errors
 * @throws HistoryError where it is no such archive
 */
export function readZip(bytes: Buffer, name: string): ZipEntry[] {
  const refuse = (why: string): HistoryError =>
    new HistoryError(`${name}: ${why}; unpack it and give the folder`)
  const end = findEnd(bytes)
  if (end === undefined) throw refuse('is no zip archive, or is cut off')
  const entries: ZipEntry[] = []
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (at + ENTRY_SIZE > end || bytes.readUInt32LE(at) !== ENTRY) {
      throw refuse(`has no list of its files at byte ${at}`)
    }
    const nameEnd = at + ENTRY_SIZE + bytes.readUInt16LE(at + 28)
    const entry = {
      name: bytes.toString('utf8', at + ENTRY_SIZE, nameEnd),
      flags: bytes.readUInt16LE(at + 8),
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      local: bytes.readUInt32LE(at + 42),
    }
    entries.push({ name: entry.name, read: () => unpack(bytes, entry, refuse) })
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

interface Packed {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly local: number
}

function unpack(bytes: Buffer, entry: Packed, refuse: (why: string) => HistoryError): Buffer {
  const { name, flags, method, crc, packed, size, local } = entry
  if ((flags & 1) === 1) throw refuse(`${name} is encrypted`)
  if (method !== STORED && method !== DEFLATED)
    throw refuse(`${name} is packed by method ${method}`)
  if (local + LOCAL_SIZE > bytes.length || bytes.readUInt32LE(local) !== LOCAL) {
    throw refuse(`${name} is not at byte ${local}`)
  }
  const from = local + LOCAL_SIZE + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
  if (from + packed > bytes.length) throw refuse(`${name} is cut off`)
  const content = bytes.subarray(from, from + packed)
  const plain = method === STORED ? content : inflate(content, size, name, refuse)
  if (plain.length !== size || crc32(plain) !== crc) throw refuse(`${name} is damaged`)
  return plain
}

function inflate(
  content: Buffer,
  size: number,
  name: string,
  refuse: (why: string) => HistoryError,
): Buffer {
  try {
    return inflateRawSync(content, { maxOutputLength: Math.max(1, size) })
  } catch (cause) {
    throw refuse(`${name} is damaged (${(cause as Error).message})`)
  }
}

/** Where the end record stands: behind it there is only a comment. */
function findEnd(bytes: Buffer): number | undefined {
  const first = Math.max(0, bytes.length - END_SIZE - COMMENT_MAX)
  for (let at = bytes.length - END_SIZE; at >= first; at--) {
    if (bytes.readUInt32LE(at) === END) return at
  }
  return undefined
}
