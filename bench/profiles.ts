import { bookCases, replay } from './book.ts'
import { messages } from './kernel.ts'
import { FULL_LINKS, runScenario } from './latency.ts'
import { episodes } from './learning.ts'
import { type Profile, profileOf } from './profile.ts'
import { progress } from './progress.ts'
import { referenceDay } from './rmsc04.ts'

/** Work of which a profile is taken. */
interface Profiled {
  /** Of which bench it is a part. */
  readonly bench: string
  readonly name: string
  /** Made ready, and then done. */
  prepare(small: boolean): () => unknown
}

const kernel = (actors: number): Profiled => ({
  ...{ bench: 'kernel', name: `kernel: ${actors.toLocaleString('en')} actors` },
  prepare: (small) => () => messages(actors, small ? 20_000 : 3_000_000),
})

const PROFILED: readonly Profiled[] = [
  kernel(1_000),
  kernel(10_000),
  {
    ...{ bench: 'book', name: 'book, all mixes' },
    prepare(small) {
      const operations = small ? 20_000 : 1_000_000
      const cases = bookCases(operations)
      return () => cases.map(({ trace }) => replay(trace, operations))
    },
  },
  {
    ...{ bench: 'latency', name: 'links: RMSC04, all of the model' },
    prepare: (small) => () => runScenario('rmsc04', small ? '09:35:00' : '12:00:00', [FULL_LINKS]),
  },
  {
    ...{ bench: 'learning', name: 'learning: ABIDES-gym execution on RMSC04' },
    prepare: (small) => () => episodes(small ? 1 : 10),
  },
  {
    ...{ bench: 'rmsc04', name: 'rmsc04: a day, tape on' },
    prepare: (small) => () => referenceDay(small),
  },
]

/** Benches of which there are profiles. */
export const PROFILED_BENCHES: ReadonlySet<string> = new Set(PROFILED.map(({ bench }) => bench))

/** Where the compiled project is. */
const ROOT = new URL('../', import.meta.url).href

/**
 * Profiles of the benches named, each after one run that has its code compiled.
 * @param small short runs, and none before
 * @param told hears each profile as it is taken
 */
export async function takeProfiles(
  benches: (bench: string) => boolean,
  small: boolean,
  told: (profile: Profile) => void,
): Promise<void> {
  const wanted = PROFILED.filter(({ bench }) => benches(bench))
  for (const [nth, { name, prepare }] of wanted.entries()) {
    progress.begin(`profile of ${name}`, nth + 1, wanted.length)
    const work = prepare(small)
    if (!small) work()
    told(await profileOf(name, ROOT, work))
  }
}
