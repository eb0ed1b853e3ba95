export type {
  Counterexample,
  MarketProperty,
  Play,
} from './study/property/market-property.ts'
export { attack, holdsOf } from './study/property/market-property.ts'
export type { SmallMarkets } from './study/property/markets.ts'
export { delays, smallMarkets } from './study/property/markets.ts'
