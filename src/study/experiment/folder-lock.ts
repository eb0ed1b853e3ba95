import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { partialName } from '../../journal/atomic-file.ts'
import { StudyError } from './run-cell.ts'

/** A process, told from any other that had or will have its number. */
interface Holder {
  readonly pid: number
  readonly host: string
  /** When it began, in ticks since the machine did; empty where the system does not say. */
  readonly began: string
}

/**
 * Takes a study's folder for this process: `lock` in it says who has it. A lock whose process has
 * died, however it did, is taken over; one from another machine cannot be looked after, and stands.
 *
 * @returns gives the folder back
 * @throws StudyError where a process that lives has it
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock')
  const own = partialName(path)
  const text = JSON.stringify({ pid: process.pid, host: hostname(), began: beganOf('self') })
  writeFileSync(own, `${text}\n`)
  try {
    while (!linked(own, path)) {
      const holder = readHolder(path)
      if (holder === undefined) continue
      if (lives(holder)) {
        const who = `process ${holder.pid} on ${holder.host}`
        throw new StudyError(
          `${folder} is taken: ${who} works on it; wait for it or end it, and if there is none remove ${path}`,
        )
      }
      takeAway(path, holder)
    }
  } finally {
    rmSync(own, { force: true })
  }
  return () => rmSync(path, { force: true })
}

/** Gives the file a second name, which only one process can. */
function linked(own: string, path: string): boolean {
  try {
    linkSync(own, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  }
}

/** `undefined` where it has just been given back. A lock that says nothing is of nobody. */
function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    return { pid: 0, host: hostname(), began: '' }
  }
}

function lives({ pid, host, began }: Holder): boolean {
  if (host !== hostname()) return true
  if (pid === 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Somebody else's process may not be asked, and is there.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  return began === beganOf(pid)
}

/** Removes the lock of `dead`; where another took its place meanwhile, that one is put back. */
function takeAway(path: string, dead: Holder): void {
  const aside = partialName(path)
  try {
    renameSync(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return
  }
  const found = readHolder(aside)
  if (found?.pid !== dead.pid || found.began !== dead.began) linked(aside, path)
  rmSync(aside, { force: true })
}

/** Field 22 of /proc/PID/stat, what follows the name in brackets being the third. */
function beganOf(pid: number | 'self'): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
