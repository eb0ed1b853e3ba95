import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { HistoryError } from './history-error.ts'
import { createItchDecoder } from './itch-decoder.ts'
import type { ItchMessage } from './itch-layout.ts'

/** What reading a file came to. */
export interface ItchFile {
  readonly messages: number
  /** Bytes of the messages with their lengths, after unpacking. */
  readonly bytes: number
}

/**
 * Reads a file of ITCH 5.0, gzipped or not, a piece at a time: a day has some gigabytes.
 *
 * @param visit is given each message, and its offset in the unpacked bytes
 * @param onProgress called now and then with the share that is done, 0..1
 * @throws HistoryError where it cannot be read, with the offset and the reason
 */
export async function readItchFile(
  path: string,
  visit: (message: ItchMessage, offset: number) => void,
  onProgress?: (share: number) => void,
): Promise<ItchFile> {
  const decoder = createItchDecoder(visit)
  const refuse = (offset: number, reason: string): HistoryError =>
    new HistoryError(
      `${path}: at byte ${offset}, message ${decoder.messages + 1}: ${reason}; ${REMEDY}`,
    )
  const size = sizeOf(path)
  const file = createReadStream(path)
  const bytes = isGzipped(path) ? file.pipe(createGunzip()) : file
  file.on('error', (error) => bytes.destroy(error))
  try {
    for await (const piece of bytes) {
      const fault = decoder.push(piece as Uint8Array)
      if (fault !== undefined) throw refuse(fault.offset, fault.reason)
      onProgress?.(size === 0 ? 1 : file.bytesRead / size)
    }
  } catch (cause) {
    // What the system and the unpacking say has a code; anything else is a fault of the visitor.
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause
    throw refuse(decoder.offset, `cannot be read: ${(cause as Error).message}`)
  } finally {
    file.destroy()
  }
  const fault = decoder.end()
  if (fault !== undefined) throw refuse(fault.offset, fault.reason)
  return { messages: decoder.messages, bytes: decoder.offset }
}

const REMEDY =
  'give NASDAQ TotalView-ITCH 5.0 with two bytes of length before each message, gzipped or not'

/** @throws HistoryError where there is no such file */
function sizeOf(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat?.isFile() === true) return stat.size
  throw new HistoryError(
    `${path}: there is no such file; give a file of ITCH 5.0, or a LOBSTER zip or folder`,
  )
}

function isGzipped(path: string): boolean {
  const start = new Uint8Array(2)
  const file = openSync(path, 'r')
  try {
    readSync(file, start)
  } finally {
    closeSync(file)
  }
  return start[0] === 0x1f && start[1] === 0x8b
}
