import { pathToFileURL } from 'node:url'
import { attack, type Counterexample, type MarketProperty } from './market-property.ts'

/** Some attacks on one property of a file. */
export interface CheckJob {
  /** An absolute path. */
  readonly file: string
  readonly name: string
  readonly seed: number
  readonly runs: number
}

/** The properties that `file` exports, in the order of their names. @throws the module's own errors */
export async function propertiesIn(file: string): Promise<ReadonlyMap<string, MarketProperty>> {
  const module = await moduleAt(file)
  return new Map(
    byName(Object.entries(module)).filter((entry): entry is [string, MarketProperty] => {
      const [, value] = entry
      return typeof value === 'object' && value !== null && 'says' in value && 'holds' in value
    }),
  )
}

/** A module lists its exports by name, and what reads it otherwise as they are written. */
const byName = (entries: [string, unknown][]): [string, unknown][] =>
  entries.sort(([one], [other]) => (one < other ? -1 : 1))

/** TypeScript is read by tsx where Node itself does not: on a worker thread it hooks no plain import. */
async function moduleAt(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_UNKNOWN_FILE_EXTENSION') throw error
    const { tsImport } = await import('tsx/esm/api')
    return (await tsImport(pathToFileURL(file).href, import.meta.url)) as Record<string, unknown>
  }
}

/** What a worker thread does. @throws RangeError where the file exports no such property */
export async function checkWork({
  file,
  name,
  seed,
  runs,
}: CheckJob): Promise<Counterexample | null> {
  const property = (await propertiesIn(file)).get(name)
  if (property === undefined) throw new RangeError(`${file} exports no property "${name}"`)
  return attack(property, seed, runs)
}
