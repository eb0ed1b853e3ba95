import type * as Fs from 'node:fs'
import { sep } from 'node:path'

/** A disk on which so many bytes can be written, as `vi.mock('node:fs', …)` puts it in. */
export interface SmallDisk {
  /** The folder that is on it; what is written elsewhere costs nothing. */
  folder: string
  /** Bytes that are free. */
  room: number
}

/** The one disk of a test file; it is full nowhere until a test says where. */
export const disk: SmallDisk = { folder: '', room: Number.POSITIVE_INFINITY }

/** An open file: what it takes of the disk, and whether it has a name. */
interface OnDisk {
  bytes: number
  open: number
  named: boolean
}

/**
 * Node's file system, but that `disk.folder` is on a disk which can be full: a write takes what
 * there is room for, and the next one throws ENOSPC. What is removed gives its room back, an open
 * file's when it is closed.
 */
export function onSmallDisk(fs: typeof Fs): typeof Fs {
  const files = new Map<string, OnDisk>()
  const opened = new Map<number, OnDisk>()
  const isOn = (path: unknown): boolean =>
    disk.folder !== '' && String(path).startsWith(disk.folder + sep)

  const giveBack = (file: OnDisk): void => {
    if (file.named || file.open > 0) return
    disk.room += file.bytes
    file.bytes = 0
  }
  const unname = (path: string): void => {
    const file = files.get(path)
    if (file === undefined) return
    files.delete(path)
    file.named = false
    giveBack(file)
  }
  const full = (): Error =>
    Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })

  const openSync: typeof fs.openSync = (path, flags, mode) => {
    const descriptor = fs.openSync(path, flags, mode)
    if (!isOn(path) || flags === 'r') return descriptor
    unname(String(path))
    const file = { bytes: 0, open: 1, named: true }
    files.set(String(path), file)
    opened.set(descriptor, file)
    return descriptor
  }
  const writeSync = (descriptor: number, data: Uint8Array, from = 0, length?: number): number => {
    const file = opened.get(descriptor)
    const asked = length ?? data.length - from
    if (file === undefined) return fs.writeSync(descriptor, data, from, asked)
    const fits = Math.max(0, Math.min(asked, disk.room))
    if (fits === 0 && asked > 0) throw full()
    disk.room -= fits
    file.bytes += fits
    return fs.writeSync(descriptor, data, from, fits)
  }
  const writeFileSync = (descriptor: number | string, data: string | Uint8Array): void => {
    if (typeof descriptor === 'string') {
      fs.writeFileSync(descriptor, data)
      return
    }
    const bytes = Buffer.from(data as Uint8Array)
    for (let from = 0; from < bytes.length; ) from += writeSync(descriptor, bytes, from)
  }
  const closeSync = (descriptor: number): void => {
    fs.closeSync(descriptor)
    const file = opened.get(descriptor)
    if (file === undefined) return
    opened.delete(descriptor)
    file.open = 0
    giveBack(file)
  }
  const rmSync: typeof fs.rmSync = (path, options) => {
    fs.rmSync(path, options)
    const gone = [...files.keys()].filter(
      (name) => name === path || name.startsWith(`${path}${sep}`),
    )
    for (const name of gone) unname(name)
  }
  const renameSync: typeof fs.renameSync = (from, to) => {
    fs.renameSync(from, to)
    const file = files.get(String(from))
    if (file === undefined) return
    unname(String(to))
    files.delete(String(from))
    files.set(String(to), file)
  }
  const changed = { openSync, writeSync, writeFileSync, closeSync, rmSync, renameSync }
  return { ...fs, ...changed } as unknown as typeof Fs
}
