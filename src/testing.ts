export type {
  FlowLimits,
  FlowStep,
  OrderLimits,
  OrderWish,
} from './study/property/arbitraries.ts'
export { latencies, orderFlows, orders, sessions } from './study/property/arbitraries.ts'
export type { Invariant, MarketFacts } from './study/property/invariants.ts'
export {
  INVARIANTS,
  isConserved,
  isPriced,
  isTold,
  isUncrossed,
} from './study/property/invariants.ts'
export type {
  Counterexample,
  MarketProperty,
  Play,
} from './study/property/market-property.ts'
export { attack, holdsOf } from './study/property/market-property.ts'
export type { SmallMarkets } from './study/property/markets.ts'
export { delays, smallMarkets, valueMarkets } from './study/property/markets.ts'
export { traderParameters } from './study/property/trader-parameters.ts'
