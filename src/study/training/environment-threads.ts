import type { Info } from '../../learning/environment.ts'
import type {
  AutoReset,
  VectorEnvironment,
  VectorReset,
  VectorStep,
} from '../../learning/vector-environment.ts'
import { startThread } from '../../transport/thread.ts'

type Action = Parameters<VectorEnvironment['step']>[0][number]

/** A market environment in words that can be sent: as a training file has it. */
export interface EnvironmentTerms {
  readonly scenario: string
  readonly set: readonly string[]
  readonly task: Readonly<Record<string, unknown>>
}

/** What a thread hosts. */
export interface Hosted {
  readonly terms: EnvironmentTerms
  readonly autoReset: AutoReset
  readonly count: number
  readonly first: number
  readonly of: number
}

/** What is asked of a thread. */
export type Asked =
  | { readonly ask: 'reset'; readonly how: VectorReset }
  | { readonly ask: 'step'; readonly actions: readonly Action[] }

/** What a thread says. */
export type Answer = { readonly outcome: unknown } | { readonly error: unknown }

interface Begun {
  readonly observations: readonly Float64Array[]
  readonly infos: readonly Info[]
}

/** Environments on threads, which step at the same time. */
export interface ThreadedEnvironments {
  readonly count: number
  reset(how: VectorReset): Promise<Begun>
  step(actions: readonly Action[]): Promise<VectorStep<Float64Array>>
  /** Ends the threads. */
  close(): Promise<void>
}

/**
 * `count` market environments on `threads` threads, each of which makes its own. What they show is what
 * as many on one thread show, whatever the number of threads.
 *
 * @param threads whole, 1 to `count`
 */
export function createThreadedEnvironments(
  terms: EnvironmentTerms,
  { count, threads, autoReset }: { count: number; threads: number; autoReset: AutoReset },
): ThreadedEnvironments {
  const bounds = Array.from({ length: threads + 1 }, (_, nth) =>
    Math.floor((nth * count) / threads),
  )
  const parts = bounds.slice(1).map((end, nth) => {
    const first = bounds[nth] as number
    return createPart({ terms, autoReset, count: end - first, first, of: count })
  })
  const share = <T>(all: readonly T[], nth: number): readonly T[] =>
    all.slice(bounds[nth], bounds[nth + 1])
  return {
    count,
    async reset({ seed, mask }) {
      const begun = await Promise.all(
        parts.map((part, nth) => {
          const how = { seed, mask: mask === undefined ? undefined : share(mask, nth) }
          return part.ask({ ask: 'reset', how }) as Promise<Begun>
        }),
      )
      return {
        observations: begun.flatMap(({ observations }) => observations),
        infos: begun.flatMap(({ infos }) => infos),
      }
    },
    async step(actions) {
      if (actions.length !== count) {
        throw new RangeError(`${actions.length} actions for ${count} environments`)
      }
      const steps = await Promise.all(
        parts.map(
          (part, nth) =>
            part.ask({ ask: 'step', actions: share(actions, nth) }) as Promise<
              VectorStep<Float64Array>
            >,
        ),
      )
      return {
        observations: steps.flatMap(({ observations }) => observations),
        rewards: steps.flatMap(({ rewards }) => rewards),
        terminations: steps.flatMap(({ terminations }) => terminations),
        truncations: steps.flatMap(({ truncations }) => truncations),
        infos: steps.flatMap(({ infos }) => infos),
      }
    },
    async close() {
      await Promise.all(parts.map((part) => part.end()))
    },
  }
}

/** One thread: it is asked one thing at a time. */
function createPart(hosted: Hosted) {
  const worker = startThread(new URL('environment-thread.ts', import.meta.url), hosted)
  let waiting: { resolve(value: unknown): void; reject(error: unknown): void } | undefined
  let failure: unknown
  const fail = (error: unknown): void => {
    failure = error
    waiting?.reject(error)
    waiting = undefined
  }
  worker.on('message', (answer: Answer) => {
    const asked = waiting
    waiting = undefined
    if ('error' in answer) asked?.reject(answer.error)
    else asked?.resolve(answer.outcome)
  })
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('a thread of environments has ended')))
  return {
    ask: (asked: Asked): Promise<unknown> =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) reject(failure)
        else if (waiting !== undefined) reject(new Error('the step before is still under way'))
        else {
          waiting = { resolve, reject }
          worker.postMessage(asked)
        }
      }),
    end: () => worker.terminate(),
  }
}
