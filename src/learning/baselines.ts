import { taskParameters } from '../../actors/learner/composed-task.ts'
import type { GivenTask } from '../../actors/learner/named-tasks.ts'
import { sample, type Value } from '../../actors/learner/space.ts'
import { planLiquidation } from '../../actors/liquidation.ts'
import { USUAL_VOLUME, volumeShare } from '../../actors/volume-share.ts'
import { rootKey } from '../../protocols/hash.ts'
import { exp } from '../../protocols/math.ts'
import { createRandomStream } from '../kernel/random-stream.ts'
import { createMarketTask } from './market-task.ts'

export type { GivenTask }

/** A policy that nobody trained, for a task with the same times, parent order and reward as another's. */
export interface Baseline {
  /** The task that it plays: what it sees and how it acts may be its own. */
  readonly given: GivenTask
  /** Begins an episode. @returns what it does, told the observation and the decision's number from 0 */
  begin(seed: number): (observation: Float64Array, nth: number) => Value
}

type Make = (given: GivenTask, argument?: number, second?: number) => Baseline

/** The share of the parent order that is sent once decision `nth` of `steps` is. */
type Schedule = (nth: number, steps: number) => number

const scheduled =
  (schedule: (argument: number | undefined) => Schedule): Make =>
  (given, argument) => {
    const { steps, parent } = taskParameters.parse(given)
    if (parent === undefined) throw new RangeError('it works a parent order, and the task has none')
    const share = schedule(argument)
    return {
      given: { ...given, observe: ['inventory'], act: 'pace' },
      begin: () => (_, nth) => Float64Array.of(Math.min(1, Math.max(0, share(nth, steps)))),
    }
  }

/**
 * Almgren and Chriss's plan by its urgency κT alone: the share that is left at each of `steps` + 1 equally
 * distant moments, from 1 to 0. @param urgency 0 is even, large is at once
 */
export function scheduleOf(urgency: number, steps: number): readonly number[] {
  const rate = urgency / steps
  return planLiquidation({
    ...{ shares: 1, horizon: steps, trades: steps, volatility: 1, permanentImpact: 0 },
    ...{ temporaryImpact: 1, fixedCost: 0, riskAversion: exp(rate) + exp(-rate) - 2 },
  }).holdings
}

/** @see scheduleOf */
const almgrenChriss = (urgency = 2): Schedule => {
  if (!(urgency >= 0 && urgency <= 100)) throw new RangeError('its urgency κT is 0 to 100')
  return (nth, steps) => 1 - (scheduleOf(urgency, steps)[nth + 1] as number)
}

/**
 * The whole rest at the own touch, moved to it at each decision; or no more than so many lots of it at a
 * time, renewed at each decision.
 */
const passive: Make = (given, lot) => {
  const { parent } = taskParameters.parse(given)
  if (parent === undefined) throw new RangeError('it works a parent order, and the task has none')
  if (lot !== undefined && !(Number.isInteger(lot) && lot > 0)) {
    throw new RangeError('it shows 1 lot or more at a time, whole')
  }
  // Not by child orders: those withdraw first, and count what they withdraw as still on its way.
  const [act, action]: [object, Value] =
    lot === undefined
      ? [{ type: 'remainder-at', reach: 0, beyond: 0, touch: 'own' }, 0]
      : [{ type: 'child-orders', lot, shares: [1] }, [1, 0, 1]]
  return { given: { ...given, observe: ['inventory'], act }, begin: () => () => action }
}

/**
 * Nobody: who plays a task with a parent order by looking on, so that what it plays in is the same
 * market without an executor.
 */
export function nobody(given: GivenTask): Baseline {
  const parent = { ...(given.parent as object), finish: 'leave' }
  return {
    given: { ...given, parent, observe: ['inventory'], act: 'pace', reward: ['shortfall'] },
    begin: () => () => Float64Array.of(0),
  }
}

/**
 * Quotes at one half spread, in ticks. Where `isSkewed` they move against the position in proportion to it,
 * by all that the task allows at `full` lots (by default its limit) and beyond.
 */
const quoting =
  (isSkewed: boolean): Make =>
  (given, ticks = 1, full) => {
    const { act } = taskParameters.parse(given)
    if (act.type !== 'quotes') throw new RangeError('it quotes, and the task acts otherwise')
    const { widths, skews, limit } = act as unknown as Record<string, number>
    if (!(ticks >= 1 && ticks <= (widths as number))) {
      throw new RangeError(`its half spread is 1 to ${widths} ticks`)
    }
    if (full === 0) throw new RangeError('its whole skew is at 1 lot or more')
    const most = skews as number
    const whole = full ?? (limit as number)
    const skewOf = (position: number): number =>
      Math.round((-most * Math.min(1, Math.max(-1, position / whole))) as number)
    return {
      given: { ...given, observe: ['position'] },
      begin: () => (observation) => [
        ticks - 1,
        most + (isSkewed ? skewOf(observation[0] as number) : 0),
      ],
    }
  }

/** Follows the trend: long where the fast mean is above the slow one, else short; it sets no stops. */
const momentum: Make = (given) => {
  const { act: own } = taskParameters.parse(given)
  const act =
    own.type === 'target-stop' ? { type: 'target', size: (own as { size?: number }).size } : own
  const decide = {
    target: (trend: number): number => 1 + Math.sign(trend),
    'buy-hold-sell': (trend: number, position: number): number =>
      trend * position > 0 ? 1 : 1 - Math.sign(trend),
  }[act.type]
  if (decide === undefined) throw new RangeError('it holds a position, and the task does not')
  return {
    given: { ...given, act, observe: ['macd', 'position'] },
    begin: () => (observation) => decide(observation[0] as number, observation[1] as number),
  }
}

const random: Make = (given) => {
  const { actionSpace } = createMarketTask(given)
  return {
    given,
    begin(seed) {
      const chance = createRandomStream(rootKey(seed, 'baseline'))
      return () => sample(actionSpace, chance)
    },
  }
}

const MADE: Readonly<Record<string, Make>> = {
  twap: scheduled(() => (nth, steps) => (nth + 1) / steps),
  vwap: scheduled(() => (nth, steps) => volumeShare(USUAL_VOLUME, (nth + 1) / steps)),
  ac: scheduled(almgrenChriss),
  immediate: scheduled(() => () => 1),
  passive,
  fixed: quoting(false),
  skewed: quoting(true),
  momentum,
  random,
}

/** The names of the baselines. */
export const BASELINES: readonly string[] = Object.keys(MADE)

/**
 * A baseline for a task. @param text its name, perhaps with numbers: `ac:3`, `skewed:2:500`
 * @throws RangeError where there is none of that name, or it cannot do such a task
 */
export function createBaseline(text: string, given: GivenTask): Baseline {
  const [, name = '', ...numbers] = /^([a-z-]*)(?::([0-9.]+))?(?::([0-9.]+))?$/.exec(text) ?? []
  if (!Object.hasOwn(MADE, name)) {
    throw new RangeError(`${text}: there is no such baseline: there are ${BASELINES.join(', ')}`)
  }
  try {
    const [first, second] = numbers.map((each) => (each === undefined ? undefined : Number(each)))
    return (MADE[name] as Make)(given, first, second)
  } catch (error) {
    throw new RangeError(`${text}: ${(error as Error).message}`, { cause: error })
  }
}
