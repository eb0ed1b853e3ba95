import { type Profiler, Session } from 'node:inspector/promises'

/** The share that something had of a profile's time, 0 to 1. */
export interface Share {
  readonly name: string
  readonly share: number
}

/** Where the time of some work went, by V8's sampling profiler. */
export interface Profile {
  readonly name: string
  /** Of all samples but the idle ones. */
  readonly seconds: number
  /** Self time of functions of this project, by `name file`; the greatest first. */
  readonly functions: readonly Share[]
  /** The same by folder, such as `src/kernel`; they add up to all of our own. */
  readonly folders: readonly Share[]
  /** The collection of garbage, and what is neither: the engine, Node and packages. */
  readonly garbage: number
  readonly rest: number
}

/** us between two samples. */
const INTERVAL = 500

/**
 * Takes a profile of `work`.
 * @param root the URL of the folder of the compiled project
 */
export async function profileOf(name: string, root: string, work: () => unknown): Promise<Profile> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL })
  await session.post('Profiler.start')
  work()
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  return sharesOf(name, root, profile)
}

/** What a profile of V8's says. @throws RangeError where it has no samples */
export function sharesOf(name: string, root: string, profile: Profiler.Profile): Profile {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node.callFrame]))
  const functions = new Map<string, number>()
  const folders = new Map<string, number>()
  const gain = (to: Map<string, number>, key: string, time: number): void => {
    to.set(key, (to.get(key) ?? 0) + time)
  }
  let [all, garbage, rest] = [0, 0, 0]
  for (const [at, id] of (profile.samples ?? []).entries()) {
    const frame = nodes.get(id)
    // A sample lasts until the next one.
    const time = Math.max(0, profile.timeDeltas?.[at + 1] ?? INTERVAL)
    if (frame === undefined || frame.functionName === '(idle)') continue
    all += time
    if (frame.functionName === '(garbage collector)') garbage += time
    else if (frame.url.startsWith(root)) {
      const file = frame.url.slice(root.length).replace(/\.js$/, '.ts')
      gain(functions, `${frame.functionName || '(anonymous)'} ${file}`, time)
      gain(folders, file.split('/').slice(0, -1).slice(0, 2).join('/'), time)
    } else rest += time
  }
  if (all === 0) throw new RangeError(`${name}: too short for a profile`)
  const told = (of: Map<string, number>): Share[] =>
    [...of]
      .map(([key, time]) => ({ name: key, share: time / all }))
      .sort((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1))
  return {
    ...{ name, seconds: all / 1e6, functions: told(functions), folders: told(folders) },
    ...{ garbage: garbage / all, rest: rest / all },
  }
}
