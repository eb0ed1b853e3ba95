import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { writeWholeFile } from '../journal/atomic-file.ts'
import type { SavedMarket } from './sequenced-market.ts'

/** A market's state, and what of the stream and of the tape it is the state after. */
export interface Snapshot {
  /** The last input that is in it. */
  readonly input: number
  /** Cells of the tape. */
  readonly tape: number
  /** Of the terms that it is a state under, as `hashOfTerms` has it. */
  readonly terms: string
  /** When the first message of its stream came, ns since 1970. */
  readonly zero: string
  readonly market: SavedMarket
}

const KEPT = 2
const NAME = /^snapshot-(\d+)\.json$/

/** Writes a snapshot into `folder`, whole or not at all, and removes all but the newest two. */
export function writeSnapshot(folder: string, snapshot: Snapshot): void {
  const body = JSON.stringify(snapshot)
  writeWholeFile(join(folder, `snapshot-${snapshot.input}.json`), `${checkOf(body)}\n${body}`)
  for (const { path } of snapshotsIn(folder).slice(KEPT)) rmSync(path, { force: true })
}

/**
 * The newest snapshot in `folder` that is whole, under these terms, and whose tape is there.
 * @param skipped told of each newer one that is none, and why
 */
export function newestSnapshot(
  folder: string,
  { terms, zero, tape }: Pick<Snapshot, 'terms' | 'zero'> & { readonly tape: string },
  skipped: (path: string, why: string) => void,
): Snapshot | undefined {
  const cells = (statSync(tape, { throwIfNoEntry: false })?.size ?? 0) / 64
  for (const { path } of snapshotsIn(folder)) {
    const text = readFileSync(path, 'utf8')
    const end = text.indexOf('\n')
    const body = text.slice(end + 1)
    if (end < 0 || text.slice(0, end) !== checkOf(body)) {
      skipped(path, 'it is not whole')
      continue
    }
    const snapshot = JSON.parse(body) as Snapshot
    const isOwn = snapshot.terms === terms && snapshot.zero === zero
    if (isOwn && snapshot.tape <= cells) return snapshot
    skipped(path, isOwn ? 'the tape is shorter' : 'it is of another market')
  }
  return undefined
}

/** Those there are, the newest first. */
function snapshotsIn(folder: string) {
  return readdirSync(folder)
    .flatMap((name) => {
      const input = NAME.exec(name)?.[1]
      return input === undefined ? [] : [{ path: join(folder, name), input: Number(input) }]
    })
    .sort((a, b) => b.input - a.input)
}

const checkOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Removes every snapshot in `folder`. */
export function removeSnapshots(folder: string): void {
  for (const { path } of snapshotsIn(folder)) rmSync(path, { force: true })
}
