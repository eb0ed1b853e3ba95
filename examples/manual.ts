import { Kind, Side } from '../protocols/kind.ts'
import { createManualTrader, createSimulation, loadScenario } from '../src/index.ts'

const me = createManualTrader()
me.at(45 * 60e9, ({ desk }) => desk.limit(Side.buy, 99_990, 100)) // 09:45: bid for 100 lots
me.onMessage((message, { desk }) => {
  if (message.kind !== Kind.fill && message.kind !== Kind.partialFill) return
  if (message.side === Side.buy) desk.market(Side.sell, message.size) // sell what was bought
})
const market = createSimulation(loadScenario('rmsc04'), {
  actors: [{ key: 'me/0', actor: me.actor }],
})
market.runUntil(2 * 3600e9)
console.log(market.hash())
