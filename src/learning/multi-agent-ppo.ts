import { createPolicy, type Policy } from '../../actors/learner/policy.ts'
import type { Value } from '../../actors/learner/space.ts'
import { rootKey } from '../../protocols/hash.ts'
import { createRandomStream, type RandomStream } from '../kernel/random-stream.ts'
import type { LearnBy } from './descent.ts'
import { lossReport } from './mind.ts'
import type { ParallelEnvironment } from './parallel-environment.ts'
import { PPO_DEFAULTS, type PpoTerms } from './ppo.ts'
import { rateAt, type SeatReport } from './seat.ts'
import { createTeam, type Team, type TeamState, type Turns } from './team.ts'

/** What PPO with several learners may be told, beside what one may. */
export interface MultiAgentTerms extends PpoTerms {
  /** Whether one policy plays for all, or everybody has one of their own. */
  readonly policies: 'shared' | 'independent'
  /** Past versions of each policy that are kept to play against, the newest; 0: none. */
  readonly poolSize: number
  /** Updates between two of them. */
  readonly poolEvery: number
  /** The share of episodes in which all but one play as a past version did. */
  readonly poolShare: number
}

/** @see MultiAgentTerms */
export const MULTI_AGENT_DEFAULTS: MultiAgentTerms = {
  ...PPO_DEFAULTS,
  policies: 'shared',
  poolSize: 10,
  poolEvery: 5,
  poolShare: 0.5,
}

/** Several learners' whole state: made with it, others go on as these would have. */
export interface MultiAgentState {
  readonly teams: readonly TeamState[]
  readonly random: readonly number[]
  readonly seed: number
  readonly finished: readonly number[]
  readonly steps: number
  readonly updates: number
}

/** How an update went; losses are means over the policies. */
export type MultiAgentReport = SeatReport & ReturnType<typeof lossReport>

/** Several learners by PPO. */
export interface MultiAgentPpo {
  /** Plays whole episodes until `nSteps` steps are played, and learns of them. */
  update(): MultiAgentReport
  /** What each has learned, frozen: one policy for all where it is shared. */
  policies(): readonly { readonly agents: readonly string[]; readonly policy: Policy }[]
  save(): MultiAgentState
}

/** Episodes that a mean return is taken over. */
const RECENT = 100

/**
 * PPO by several learners of one environment, each of whom takes the others for a part of it: with a policy
 * each (independent PPO), or with one that plays for all and learns of what all of them met.
 *
 * Against going round in circles with themselves they also play their past: every `poolEvery` updates
 * a frozen copy of each policy joins its pool, and in a share of the episodes one learner, drawn anew,
 * plays as it is and all others as versions drawn evenly from the pools. Only who plays as it is learns.
 *
 * An update is whole episodes, so that nothing is under way between two. Chance is the stream that it is
 * given and the environment's seeds: one seed gives the same policies, to the bit, by one `learnBy`.
 *
 * Source: de Witt et al. (2020), "Is independent learning all you need in the StarCraft multi-agent
 * challenge?"; Yu et al. (2022), "The surprising effectiveness of PPO in cooperative multi-agent games";
 * Bansal et al. (2018), "Emergent complexity via multi-agent competition", section 4.2 (opponent
 * sampling). docs/learning/multi-agent.md lists the deviations.
 *
 * @param from what `save` gave of one with the same terms
 * @param learnBy where networks are not dense, it has to be `tensorDescent`'s; by default `plainDescent`
 * @throws RangeError where observations are of no box, or one policy is to play in unlike spaces
 */
export function createMultiAgentPpo(
  environment: ParallelEnvironment,
  given: Partial<MultiAgentTerms>,
  chance: RandomStream,
  firstSeed = 0,
  from?: MultiAgentState,
  learnBy?: LearnBy,
): MultiAgentPpo {
  const terms: MultiAgentTerms = { ...MULTI_AGENT_DEFAULTS, ...given }
  const random = from === undefined ? chance : createRandomStream(rootKey(0, ''), from.random)
  const names = environment.possibleAgents
  const groups = terms.policies === 'shared' ? [names] : names.map((name) => [name])
  const teams = groups.map((agents, nth) =>
    createTeam(environment, agents, terms, random, from?.teams[nth], learnBy),
  )
  const teamOf = new Map(teams.flatMap((team) => team.agents.map((agent) => [agent, team])))
  const finished = [...(from?.finished ?? [])]
  let seed = from?.seed ?? firstSeed
  let steps = from?.steps ?? 0
  let updates = from?.updates ?? 0

  /** Who plays as a past version in the episode that begins, and how. */
  const pastPlayers = (): Map<string, (seen: Float64Array) => Value> => {
    const hasPast = teams.every(({ pool }) => pool.length > 0)
    if (!hasPast || !random.chance(terms.poolShare)) return new Map()
    const learner = names[random.integer(0, names.length - 1)]
    return new Map(
      names
        .filter((name) => name !== learner)
        .map((name) => {
          const { pool } = teamOf.get(name) as Team
          const version = pool[random.integer(0, pool.length - 1)] as Policy
          return [name, createPolicy(version, random)]
        }),
    )
  }

  const playEpisode = (): void => {
    const past = pastPlayers()
    const turns = new Map<string, Turns>()
    for (const name of names) if (!past.has(name)) turns.set(name, { turns: [], memory: undefined })
    let told = environment.reset({ seed: seed++ }).observations
    while (environment.agents.length > 0) {
      const actions: Record<string, Value> = {}
      for (const name of environment.deciding) {
        const seen = told[name] as Float64Array
        const asBefore = past.get(name)
        const own = turns.get(name) as Turns
        actions[name] = asBefore?.(seen) ?? (teamOf.get(name) as Team).decide(seen, own)
      }
      const step = environment.step(actions)
      steps++
      told = step.observations
      for (const [name, own] of turns) {
        if (!Object.hasOwn(told, name)) continue
        ;(teamOf.get(name) as Team).hear(own, {
          observation: told[name] as Float64Array,
          reward: step.rewards[name] as number,
          terminated: step.terminations[name] as boolean,
          truncated: step.truncations[name] as boolean,
        })
      }
    }
    let paid = 0
    for (const [name, own] of turns) {
      paid += own.turns.reduce((sum, { reward }) => sum + reward, 0)
      ;(teamOf.get(name) as Team).take(own)
    }
    finished.push(paid / turns.size)
    if (finished.length > RECENT) finished.shift()
  }

  return {
    update() {
      for (const until = steps + terms.nSteps; steps < until; ) playEpisode()
      const rate = rateAt(terms, steps)
      const losses = teams.map((team) => lossReport(team.learn(rate, random)))
      updates++
      if (terms.poolSize > 0 && updates % terms.poolEvery === 0) {
        for (const team of teams) team.remember(terms.poolSize)
      }
      return {
        'time/total_timesteps': steps,
        'time/episodes': seed - firstSeed,
        'rollout/ep_rew_mean': finished.reduce((sum, x) => sum + x, 0) / finished.length,
        ...meansOf(losses),
      }
    },
    policies: () => teams.map((team) => ({ agents: team.agents, policy: team.policy() })),
    save: () => ({
      ...{ teams: teams.map((team) => team.save()), random: random.state(), seed },
      ...{ finished: [...finished], steps, updates },
    }),
  }
}

/** The mean of each field. */
function meansOf<T extends Readonly<Record<string, number>>>(rows: readonly T[]): T {
  const fields = Object.keys(rows[0] as T)
  const mean = (field: string): number =>
    rows.reduce((sum, row) => sum + (row[field] as number), 0) / rows.length
  return Object.fromEntries(fields.map((field) => [field, mean(field)])) as T
}
