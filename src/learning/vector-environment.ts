import type { Space, Value } from '../../actors/learner/space.ts'
import type { Environment, Info, Step } from './environment.ts'

/**
 * What becomes of an environment whose episode has ended.
 * `next-step`: the next step takes no action of it, begins its next episode and pays nothing.
 * `same-step`: the step that ends it shows the next episode's first observation; the last one is in its
 * info, as `finalObservation`, with `finalInfo`.
 * `disabled`: nothing; it must be reset before it can step.
 */
export type AutoReset = 'next-step' | 'same-step' | 'disabled'

/** Which environments begin anew, from which seeds. */
export interface VectorReset {
  /** Environment i's first episode has the seed + i; each next one of it a seed larger by their number. */
  readonly seed: number
  /** Which of them; by default all. The others stay as they are. */
  readonly mask?: readonly boolean[] | undefined
}

/** What a step led to, by environment. */
export interface VectorStep<O extends Value = Value> {
  readonly observations: readonly O[]
  readonly rewards: readonly number[]
  readonly terminations: readonly boolean[]
  readonly truncations: readonly boolean[]
  readonly infos: readonly Info[]
}

/** Environments of one kind that step together, after Gymnasium's `VectorEnv`. */
export interface VectorEnvironment<O extends Value = Value, A extends Value = Value> {
  readonly count: number
  readonly observationSpace: Space
  readonly actionSpace: Space
  readonly autoReset: AutoReset
  reset(how: VectorReset): { readonly observations: readonly O[]; readonly infos: readonly Info[] }
  /**
   * @param actions one each, in the order of the environments
   * @throws RangeError where there are more or fewer; Error where one's episode has ended (`disabled`)
   */
  step(actions: readonly A[]): VectorStep<O>
  close(): void
}

/** Where these environments stand among others that step with them elsewhere. */
export interface Share {
  readonly first: number
  readonly of: number
}

/**
 * Environments that step one after the other. Whether they are all here or shared out over threads makes
 * no difference to any of them: seeds follow from the place among all.
 *
 * Source: Gymnasium 1.1, `gymnasium.vector.AutoresetMode`.
 *
 * @param environments of one kind
 * @throws RangeError where there is none
 */
export function createVectorEnvironment<O extends Value, A extends Value>(
  environments: readonly Environment<O, A>[],
  autoReset: AutoReset,
  { first, of }: Share = { first: 0, of: environments.length },
): VectorEnvironment<O, A> {
  const [one] = environments
  if (one === undefined) throw new RangeError('a vector has at least one environment')
  const seeds = environments.map(() => 0)
  const isOver = environments.map(() => true)
  const shown: O[] = []
  const told: Info[] = environments.map(() => ({}))

  const begin = (place: number): void => {
    const environment = environments[place] as Environment<O, A>
    const { observation, info } = environment.reset({ seed: seeds[place] as number })
    seeds[place] = (seeds[place] as number) + of
    shown[place] = observation
    told[place] = info
    isOver[place] = false
  }

  const advance = (place: number, action: A): Step<O> => {
    if (isOver[place]) {
      if (autoReset === 'disabled' || shown[place] === undefined) {
        throw new Error(`environment ${first + place} has no episode under way: reset it first`)
      }
      begin(place)
      const observation = shown[place] as O
      return {
        observation,
        reward: 0,
        terminated: false,
        truncated: false,
        info: told[place] ?? {},
      }
    }
    const step = (environments[place] as Environment<O, A>).step(action)
    if (!step.terminated && !step.truncated) return step
    isOver[place] = true
    if (autoReset !== 'same-step') return step
    begin(place)
    const info = { ...told[place], finalObservation: step.observation, finalInfo: step.info }
    return { ...step, observation: shown[place] as O, info }
  }

  return {
    ...{ count: environments.length, autoReset },
    ...{ observationSpace: one.observationSpace, actionSpace: one.actionSpace },
    reset({ seed, mask }) {
      environments.forEach((_, place) => {
        if (mask?.[place] === false) return
        seeds[place] = seed + first + place
        begin(place)
      })
      return { observations: [...shown], infos: [...told] }
    },
    step(actions) {
      if (actions.length !== environments.length) {
        throw new RangeError(`${actions.length} actions for ${environments.length} environments`)
      }
      const steps = actions.map((action, place) => advance(place, action))
      steps.forEach(({ observation, info }, place) => {
        shown[place] = observation
        told[place] = info
      })
      return {
        observations: [...shown],
        rewards: steps.map(({ reward }) => reward),
        terminations: steps.map(({ terminated }) => terminated),
        truncations: steps.map(({ truncated }) => truncated),
        infos: [...told],
      }
    },
    close() {
      for (const environment of environments) environment.close()
      isOver.fill(true)
      shown.length = 0
    },
  }
}
