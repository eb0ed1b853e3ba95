import { derive, rootKey } from '../../protocols/hash.ts'
import { exp } from '../../protocols/math.ts'
import { type Nanos, SECOND } from '../../protocols/units.ts'
import type { Fundamental } from '../actor.ts'
import { drawNormal } from './draw-normal.ts'
import type { StochasticVolatilityParameters } from './parameters.ts'

/**
 * A fundamental without drift whose volatility wanders on several time scales at once: at each step
 * of `step` ns it moves by v·√step·Z ticks, where ln v = ln `volatility` + Σ aᵢ·Xᵢ − Σ aᵢ², each Xᵢ an
 * Ornstein-Uhlenbeck process of unit variance and half-life hᵢ that begins in its stationary
 * state. So the mean of v² is `volatility`². Rounded to whole ticks, at least 1.
 *
 * `leverage` is the correlation of Z with the innovations of every Xᵢ: below 0, falls raise the
 * volatility.
 *
 * A pure function of (seed, time): draw k of a component is keyed by k, and the path is laid from its
 * beginning whoever looks first. A look behind what was laid costs a read; laying a step costs a
 * normal for each component and one more.
 *
 * Source: Taylor (1982), the log-normal stochastic volatility model; sums of several scales: Chernov,
 * Gallant, Ghysels, Tauchen (2003), "Alternative models for stock price dynamics", Journal of
 * Econometrics 116; that few of them look like a power law: LeBaron (2001), Quantitative Finance 1.
 *
 * @param seed 0..2^53 − 1
 */
export function createStochasticVolatility(
  parameters: StochasticVolatilityParameters,
  seed: number,
  from: Nanos,
): Fundamental {
  const { value, volatility, step, scales, leverage } = parameters
  const key = rootKey(seed, 'fundamental')
  const steps = derive(key, 'steps')
  const components = scales.map(({ halfLife, deviation }, index) => {
    const kept = exp((-Math.LN2 * step) / halfLife)
    const own = derive(derive(key, 'scale'), index)
    return { own, kept, moved: Math.sqrt(1 - kept * kept), deviation, state: drawNormal(own, 0) }
  })
  const base = scales.reduce((sum, { deviation }) => sum + deviation * deviation, 0)
  const across = Math.sqrt(1 - leverage * leverage)
  const root = volatility * Math.sqrt(step / SECOND)
  const path = [value]

  const lay = (): void => {
    const number = path.length
    const z = drawNormal(steps, number)
    let log = -base
    for (const component of components) log += component.deviation * component.state
    for (const component of components) {
      const innovation = leverage * z + across * drawNormal(component.own, number)
      component.state = component.kept * component.state + component.moved * innovation
    }
    path.push(Math.max(1, (path[number - 1] as number) + root * exp(log) * z))
  }

  return (at) => {
    const place = at <= from ? 0 : Math.floor((at - from) / step)
    while (path.length <= place) lay()
    return Math.round(path[place] as number)
  }
}
