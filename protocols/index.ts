/**
 * The language of Outcry: units, kinds, messages, and the codec for those who speak it from outside.
 */
export type { Decoded, FrameRefusal, WireBody } from './codec.ts'
export { decode, encode } from './codec.ts'
export {
  Kind,
  Life,
  nameOf,
  OrderType,
  Peg,
  Phase,
  PostOnly,
  Reason,
  Role,
  SelfTrade,
  Side,
  TimeInForce,
} from './kind.ts'
export { EVERYONE, VERSION } from './layout.ts'
export type * from './message.ts'
export * from './units.ts'
