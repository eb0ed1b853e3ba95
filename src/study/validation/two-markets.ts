import { Kind, Side } from '../../../protocols/kind.ts'
import { loadScenario } from '../../simulation/scenario/load.ts'
import { createSimulation } from '../../simulation/simulation.ts'
import { keepHoldings } from '../holdings.ts'

/** Ticks of one unit of the paper's prices. */
export const UNIT = 1_000

/** A market of Wah and Wellman: of two venues or one, with an arbitrageur or without. */
export interface TwoMarkets {
  readonly seed: number
  /** Steps by which the consolidated feed is late; 0: by its links alone. */
  readonly delay: number
  readonly isCentral: boolean
  readonly hasArbitrageur: boolean
}

/** What came of it. */
export interface TwoMarketsOutcome {
  /** What trading was worth to the background traders, all together, in the paper's unit. */
  readonly surplus: number
  /** What the arbitrageur made. */
  readonly arbitrage: number
  /** Each trade: when, who bought, who sold, and the price in ticks. */
  readonly trades: readonly string[]
  /** How often both venues had the same best price on one side: where age would decide. */
  readonly ties: number
  readonly tape: string
}

/** Plays one market to its end. */
export function playTwoMarkets(market: TwoMarkets): TwoMarketsOutcome {
  const { seed, delay, isCentral, hasArbitrageur } = market
  const scenario = loadScenario('two-venues', {
    seed,
    set: [
      `groups.sip.computation=${delay} s`,
      `groups.sip.count=${isCentral ? 0 : 1}`,
      `groups.right.venue=${isCentral ? 'left-exchange' : 'right-exchange'}`,
      `groups.arbitrageur.count=${hasArbitrageur ? 1 : 0}`,
    ],
  })
  const simulation = createSimulation(scenario)
  const keyOf = (id: number): string => {
    const group = simulation.cast.findLast(({ first, count }) => count > 0 && first <= id)
    return `${group?.group}/${id - (group?.first ?? 0)}`
  }
  const holdings = keepHoldings(scenario, simulation)
  const legs = new Map<string, { buyer?: string; seller?: string; price: number; at: number }>()
  simulation.reports$.subscribe((report) => {
    if (report.kind !== Kind.fill && report.kind !== Kind.partialFill) return
    const { sender, recipient, number, price, side, sent } = report
    const who = keyOf(recipient)
    const name = `${sender} ${number}`
    const leg = legs.get(name) ?? { price, at: sent }
    legs.set(name, { ...leg, [side === Side.buy ? 'buyer' : 'seller']: who })
  })
  const touches = new Map<number, { bid: number; ask: number }>()
  let ties = 0
  simulation.quotes$.subscribe(({ sender, bid, ask }) => {
    touches.set(sender, { bid, ask })
    for (const [other, touch] of touches) {
      if (other === sender) continue
      if ((bid !== 0 && touch.bid === bid) || (ask !== 0 && touch.ask === ask)) ties++
    }
  })
  simulation.runUntil(simulation.end)

  return {
    surplus: holdings.surplus() / UNIT,
    arbitrage: (holdings.payoffs('arbitrageur')[0] ?? 0) / UNIT,
    trades: [...legs.values()]
      .sort((a, b) => a.at - b.at)
      .map(({ buyer, seller, price, at }) => `${at} ${buyer} ${seller} ${price}`),
    ties,
    tape: simulation.hash(),
  }
}
