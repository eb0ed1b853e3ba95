/**
 * The units every message and every actor counts in. Each is an ordinary JavaScript number with a
 * brand that only the type checker sees: a price cannot be passed where a size is wanted.
 *
 * All of them are integers. Floats stay inside an actor's head.
 */
declare const unit: unique symbol
type Unit<Name extends string> = number & { readonly [unit]: Name }

/** Virtual time or a span of it, in whole nanoseconds since the session's start, 0..NANOS_MAX. */
export type Nanos = Unit<'Nanos'>
/** A price, in whole ticks of its instrument, 1..PRICE_MAX. */
export type Ticks = Unit<'Ticks'>
/** A quantity, in whole lots of its instrument, 0..SIZE_MAX; an order's is at least 1. */
export type Lots = Unit<'Lots'>
/** Money, in ticks × lots, signed, magnitude at most CASH_MAX. */
export type Cash = Unit<'Cash'>
/** An actor's dense number in one run: its place in the scenario, 0..ACTORS_MAX − 1. */
export type ActorId = Unit<'ActorId'>
/** A participant's own number for an order, 1..ID_MAX, unique among its orders of a session. */
export type OrderId = Unit<'OrderId'>
/** An instrument's number at its venue, 0..INSTRUMENTS_MAX − 1. */
export type InstrumentId = Unit<'InstrumentId'>

/** 2^53 − 1: 104 days of nanoseconds. */
export const NANOS_MAX = Number.MAX_SAFE_INTEGER
/** 2^30 − 1: a price stays a small integer in every JavaScript engine. */
export const PRICE_MAX = 2 ** 30 - 1
/** 2^30 − 1. */
export const SIZE_MAX = 2 ** 30 - 1
/** The largest price × size that one order may stand for: sums of a thousand such stay exact. */
export const NOTIONAL_MAX = 2 ** 43
/** 2^53 − 1. */
export const CASH_MAX = Number.MAX_SAFE_INTEGER
/** 2^32 − 1: order ids, trade numbers, sequence numbers. */
export const ID_MAX = 2 ** 32 - 1
/** 2^24. */
export const ACTORS_MAX = 2 ** 24
/** 2^16 − 1; the last number stands for "every instrument". */
export const INSTRUMENTS_MAX = 2 ** 16 - 1
/** In a mass cancel: every instrument of the venue. */
export const EVERY_INSTRUMENT = INSTRUMENTS_MAX as InstrumentId

const whole = (value: number, min: number, max: number, name: string): number => {
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new RangeError(`${name} must be an integer in ${min}..${max}, not ${value}`)
}

/** Brands `value` as a time. @throws RangeError outside 0..NANOS_MAX or not whole */
export const nanos = (value: number): Nanos => whole(value, 0, NANOS_MAX, 'nanos') as Nanos
/** Brands `value` as a price. @throws RangeError outside 1..PRICE_MAX or not whole */
export const ticks = (value: number): Ticks => whole(value, 1, PRICE_MAX, 'ticks') as Ticks
/** Brands `value` as a quantity. @throws RangeError outside 0..SIZE_MAX or not whole */
export const lots = (value: number): Lots => whole(value, 0, SIZE_MAX, 'lots') as Lots
/** Brands `value` as money. @throws RangeError outside ±CASH_MAX or not whole */
export const cash = (value: number): Cash => whole(value, -CASH_MAX, CASH_MAX, 'cash') as Cash
/** Brands `value` as an actor's number. @throws RangeError outside 0..ACTORS_MAX − 1 */
export const actorId = (value: number): ActorId =>
  whole(value, 0, ACTORS_MAX - 1, 'actor id') as ActorId
/** Brands `value` as an order's number. @throws RangeError outside 1..ID_MAX */
export const orderId = (value: number): OrderId => whole(value, 1, ID_MAX, 'order id') as OrderId
/** Brands `value` as an instrument's number. @throws RangeError outside 0..INSTRUMENTS_MAX − 1 */
export const instrumentId = (value: number): InstrumentId =>
  whole(value, 0, INSTRUMENTS_MAX - 1, 'instrument id') as InstrumentId

/** Spans of time, in nanoseconds. */
export const MICROSECOND = 1_000
/** @see MICROSECOND */
export const MILLISECOND = 1_000_000
/** @see MICROSECOND */
export const SECOND = 1_000_000_000
/** @see MICROSECOND */
export const MINUTE = 60 * SECOND
/** @see MICROSECOND */
export const HOUR = 60 * MINUTE
/** @see MICROSECOND */
export const DAY = 24 * HOUR
