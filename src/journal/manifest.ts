import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ACTORS_MAX, CASH_MAX, INSTRUMENTS_MAX, NANOS_MAX } from '../../protocols/units.ts'
import { writeWholeFile } from './atomic-file.ts'
import { MANIFEST_FILE } from './run-folder.ts'
import { RunFolderError } from './run-folder-error.ts'
import { unwritten } from './write-failure.ts'

export { RunFolderError }

const whole = (max: number) => z.number().int().min(0).max(max)
const nanos = whole(NANOS_MAX)
const actor = whole(ACTORS_MAX - 1)
const name = z.string().min(1)
const count = whole(Number.MAX_SAFE_INTEGER)
const instant = z.iso.datetime()

const manifestSchema = z.object({
  /** The version of the folder's layout. */
  format: z.literal(1),
  /** The version of the package that wrote it. */
  outcry: name,
  /** The version of Node.js that ran it. */
  node: name,
  scenarioName: name,
  seed: whole(Number.MAX_SAFE_INTEGER),
  /** The scenario as it was run, every default filled in. */
  scenario: z.record(z.string(), z.unknown()),
  status: z.enum(['running', 'complete', 'interrupted', 'failed']),
  /** Virtual time that the run came to, and was meant to come to, ns since the session's start. */
  reached: nanos,
  end: nanos,
  /** `hashOf` the run, or null while there is none. */
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits')
    .nullable(),
  /** Messages on the tape. */
  records: whole(Number.MAX_SAFE_INTEGER),
  /** Events that the kernel handled. */
  events: whole(Number.MAX_SAFE_INTEGER),
  error: z.object({ message: z.string(), at: nanos, actor: z.string() }).nullable(),
  /** `start` is the time of day of virtual time 0; the others are ns since then. */
  session: z.object({
    start: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/, 'expected a time HH:MM:SS'),
    open: nanos,
    close: nanos,
  }),
  /** Who took part: actors `first` to `first + count − 1` are `group/0` to `group/count − 1`. */
  cast: z.array(
    z.object({
      group: name,
      type: name,
      first: actor,
      count: whole(ACTORS_MAX),
      cash: z.number().int().min(-CASH_MAX).max(CASH_MAX),
      computation: nanos,
    }),
  ),
  venues: z.array(
    z.object({
      name,
      actor,
      instruments: z.array(
        z.object({ id: whole(INSTRUMENTS_MAX - 1), symbol: name, tick: z.number().positive() }),
      ),
    }),
  ),
  started: instant,
  ended: instant.nullable(),
  /** Wall-clock seconds of each part of the run. */
  seconds: z.object({
    build: z.number().min(0),
    run: z.number().min(0),
    write: z.number().min(0),
  }),
  /** How it was partitioned, where it was: nothing that the tape depends on. */
  partitions: z
    .object({
      transport: z.enum(['worker', 'nats']),
      /** The smallest delay between partitions, ns; null where nothing joins them. */
      lookahead: nanos.nullable(),
      /** By partition: its actors, events it handled, messages it sent to other partitions. */
      each: z.array(z.object({ actors: whole(ACTORS_MAX), events: count, exchanged: count })),
      /** How long that took, where it came to its end. */
      pace: z
        .object({
          /** Windows, each followed by an exchange. */
          windows: count,
          /** Seconds from the first window to the end of the last. */
          elapsed: z.number().min(0),
          /** Seconds of the slowest partition of each window, added up. */
          critical: z.number().min(0),
          /** Seconds that the events of each partition took. */
          work: z.array(z.number().min(0)),
          /** How many times as fast it was as one kernel, on which all of that work is. */
          speedup: z.number().min(0),
        })
        .optional(),
    })
    .optional(),
  /** Where it was a live market: its name, and which exchange of it this was. */
  live: z.object({ market: name, epoch: count }).optional(),
  /** Where learners within it learn by tensors: what its hash is promised for, beside the scenario. */
  learning: z.object({ backend: name, version: name }).optional(),
  /** What the run found out about itself, by name. */
  figures: z.record(z.string(), z.number().nullable()),
})

/** What a run says about itself: `manifest.json`. */
export type Manifest = z.infer<typeof manifestSchema>

/**
 * Writes the manifest of the run folder `folder` in one step: a reader finds the old or the new.
 * @throws RunFolderError where it is none; WriteError where it cannot be written
 */
export function writeManifest(folder: string, manifest: Manifest): void {
  const path = join(folder, MANIFEST_FILE)
  const checked = check(path, manifest)
  try {
    writeWholeFile(path, `${JSON.stringify(checked, null, 2)}\n`)
  } catch (cause) {
    throw unwritten(path, cause)
  }
}

/**
 * Reads the manifest of the run folder `folder`.
 * @throws RunFolderError that names the file, the field, its value and what helps
 */
export function readManifest(folder: string): Manifest {
  const path = join(folder, MANIFEST_FILE)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const why =
      code === 'ENOENT' || code === 'ENOTDIR'
        ? 'there is no such file, so this is no run folder; give a folder that `outcry run` wrote'
        : `cannot be read: ${message}`
    throw new RunFolderError(`${path}: ${why}`, { cause })
  }
  try {
    return check(path, JSON.parse(text))
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw new RunFolderError(`${path}: is not JSON: ${cause.message}; ${REMEDY}`, { cause })
  }
}

const REMEDY = 'undo the change to this file, or run the scenario again'

function check(path: string, value: unknown): Manifest {
  const result = manifestSchema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const where = issue?.path ?? []
  const found = where.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  )
  const field = where.map(String).join('.') || 'the manifest'
  const is = found === undefined ? 'is missing' : `is ${JSON.stringify(found)?.slice(0, 80)}`
  throw new RunFolderError(`${path}: ${field} ${is}: ${issue?.message}; ${REMEDY}`)
}
