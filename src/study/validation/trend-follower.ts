import { policyLogs } from '../../learning/inverse/adversarial.ts'
import { atOnce, type Inferred, inferring } from '../../learning/inverse/infer.ts'
import { createMarketEnvironment } from '../../learning/market-environment.ts'
import { createMarketTask } from '../../learning/market-task.ts'
import { loadScenario } from '../../simulation/scenario/load.ts'
import { demonstrate } from '../inference/demonstrate.ts'
import { readInferenceTerms } from '../inference/inference-terms.ts'
import { meanAndError, type Row } from './validation.ts'

/** What the follower does, which is to be read off it: spans that it holds, ticks against it that it bears. */
const TRUTH = { holding: 10, stop: 6 }
const SIZE = 10
const TASK = {
  ...{ from: '7 s', interval: '1 s', glances: 5, steps: 45, settle: '100 ms' },
  observe: [{ type: 'position', scale: SIZE }, 'held-for', 'held-gain'],
  act: { type: 'target', size: SIZE },
  reward: ['wealth-change'],
}
const FLAT = 1
const SET = [
  'groups.preserver.type=stop-momentum',
  `groups.preserver.parameters={ size: ${SIZE}, holding: ${TRUTH.holding}, stop: ${TRUTH.stop} }`,
]
/** Chosen on block 90 of seeds, which no figure is from. */
const CLONE = { hidden: [32, 32], epochs: 80, batchSize: 64, rate: 3e-3 }

/** What was read off who was cloned. */
export interface FollowerFound {
  readonly holding: number
  readonly stop: number
  readonly tape: string
}

/** Whether a policy leaves the market rather than not, of what it sees. */
function leaverOf(policy: Inferred['policy']): (seen: readonly number[]) => boolean {
  const logOf = policyLogs(policy)
  return (seen) => {
    const observation = Float64Array.from(seen)
    const logs = [0, 1, 2].map((action) => logOf({ observation, parts: [action] }))
    return logs.indexOf(Math.max(...logs)) === FLAT
  }
}

/** The first of some numbers at which it leaves, the mean of who is long and who is short. */
function firstOf(
  leaves: (seen: readonly number[]) => boolean,
  at: (x: number) => readonly number[],
) {
  const sides = [1, -1].map((side) => {
    let x = 0
    while (x < 40 && !leaves([side, ...at(x)])) x += 0.5
    return x
  })
  return sides.reduce((sum, x) => sum + x, 0) / sides.length
}

/**
 * Who follows trends with a stop and for so long shows in a market what it does; it is cloned, and its two
 * rules are read off the clone: after how many spans it leaves where the mid is where it was, and, three spans
 * after it entered, by what move against it.
 *
 * @param block of seeds, 1 and up: blocks share none
 */
export function recoverFollower(block: number, shown: number): FollowerFound {
  const first = 1_000_000 * block
  const runs = Array.from({ length: shown }, (_, nth) => {
    return { scenario: 'preserving', set: SET, seed: first + nth }
  })
  const { trajectories } = demonstrate(runs, {
    ...{ actor: 'preserver/0', task: TASK, testShare: 0, delay: undefined },
  })
  const task = createMarketTask(TASK)
  const environment = createMarketEnvironment<Float64Array>(
    loadScenario('preserving', { set: ['groups.preserver.count=0'] }),
    { task },
  )
  const terms = { ...readInferenceTerms(undefined), clone: CLONE }
  const job = { method: 'clone', shown: trajectories, environment, terms, seed: block } as const
  const leaves = leaverOf(atOnce(inferring(job)).policy)
  return {
    holding: firstOf(leaves, (spans) => [spans, 0]),
    stop: firstOf(leaves, (against) => [3, -against]),
    tape: trajectories.at(-1)?.origin.hash ?? '',
  }
}

/** Spans, and ticks, that a rule may be off by. */
const NEAR = 1

/** The rows of what several blocks came to. */
export function followerRows(found: readonly FollowerFound[]): Row[] {
  return (['holding', 'stop'] as const).map((rule) => {
    const { mean, error } = meanAndError(found.map((each) => each[rule]))
    const isIn = Math.abs(mean - TRUTH[rule]) <= NEAR
    const isSure = found.length > 1 && Math.abs(Math.abs(mean - TRUTH[rule]) - NEAR) > 2 * error
    const unit = rule === 'holding' ? 'spans' : 'ticks'
    return {
      ...{ what: `trend follower: ${rule} that is read off its clone, ${unit}` },
      ...{ target: `${TRUTH[rule]} ± ${NEAR}`, measured: mean, error },
      verdict: isIn && found.length > 1 ? 'holds' : isSure ? 'misses' : 'inconclusive',
    }
  })
}
