import { asOf } from './as-of.ts'
import type { Mids, Prints } from './effective-spread.ts'
import type { Span } from './quoted-spread.ts'

/** A step: how the mid moved, ticks, and what was bought less sold by aggressors, lots. */
export interface FlowSteps {
  readonly moves: Float64Array
  readonly flows: Float64Array
}

/** Steps of `step` ns over `span`; those without a mid at both ends are left out. */
export function flowSteps(mids: Mids, prints: Prints, span: Span, step: number): FlowSteps {
  const count = Math.max(0, Math.floor((span.to - span.from) / step) + 1)
  const grid = Float64Array.from({ length: count }, (_, index) => span.from + index * step)
  const places = asOf(mids.at, grid)
  const until = asOf(prints.at, grid)
  const moves: number[] = []
  const flows: number[] = []
  for (let index = 1; index < count; index++) {
    const [from, to] = [places[index - 1] as number, places[index] as number]
    let flow = 0
    for (let trade = (until[index - 1] as number) + 1; trade <= (until[index] as number); trade++) {
      const sign = prints.sign[trade] as number
      if (!Number.isNaN(sign)) flow += sign * (prints.size[trade] as number)
    }
    const move = from < 0 ? Number.NaN : (mids.mid[to] as number) - (mids.mid[from] as number)
    if (Number.isNaN(move)) continue
    moves.push(move)
    flows.push(flow)
  }
  return { moves: Float64Array.from(moves), flows: Float64Array.from(flows) }
}

/**
 * Kyle's λ: the least-squares slope of the mid's move over a step on the signed volume of its
 * aggressors. In ticks a lot; NaN where no flow varies.
 *
 * Source: Kyle (1985), "Continuous auctions and insider trading", Econometrica 53; estimated as
 * Hasbrouck (2009), Journal of Finance 64.
 */
export function kyleLambda({ moves, flows }: FlowSteps): number {
  const count = moves.length
  const meanMove = moves.reduce((sum, move) => sum + move, 0) / count
  const meanFlow = flows.reduce((sum, flow) => sum + flow, 0) / count
  let [products, squares] = [0, 0]
  for (let step = 0; step < count; step++) {
    const off = (flows[step] as number) - meanFlow
    products += off * ((moves[step] as number) - meanMove)
    squares += off * off
  }
  return products / squares
}
