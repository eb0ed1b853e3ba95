import type { Key } from '../../protocols/hash.ts'
import {
  type BatchAllocation,
  type BatchAuctionOptions,
  createBatchAuction,
} from './auction/batch-auction.ts'
import { type CallAuctionOptions, createCallAuction } from './auction/call-auction.ts'
import { type ContinuousOptions, createContinuous } from './continuous/continuous.ts'
import { createDarkPool, type DarkPoolOptions } from './dark-pool/dark-pool.ts'
import type { Mechanism, MechanismSink } from './mechanism.ts'

/** How an instrument is traded: the type of its mechanism, with what that is told of itself. */
export type MechanismTerms =
  | ({ readonly type: 'continuous' } & ContinuousOptions)
  | ({ readonly type: 'call-auction' } & CallAuctionOptions)
  | ({ readonly type: 'batch-auction'; readonly allocation?: BatchAllocation } & Pick<
      BatchAuctionOptions,
      'interval' | 'reference'
    >)
  | ({ readonly type: 'dark-pool' } & DarkPoolOptions)

type Type = MechanismTerms['type']
type Factory<Name extends Type> = (
  terms: Extract<MechanismTerms, { type: Name }>,
  sink: MechanismSink,
  key: Key,
) => Mechanism

/** Every mechanism that a desk may be given, by its type: the one place that names them. */
const MECHANISMS: { readonly [Name in Type]: Factory<Name> } = {
  continuous: createContinuous,
  'call-auction': createCallAuction,
  'batch-auction': ({ allocation, ...options }, sink, key) =>
    allocation === 'price-random'
      ? createBatchAuction({ ...options, allocation, key }, sink)
      : createBatchAuction(options, sink),
  'dark-pool': createDarkPool,
}

/**
 * Makes the mechanism that `terms` describe; it tells `sink` what it does.
 * @param key of its chance, where it has any
 */
export function createMechanism(terms: MechanismTerms, sink: MechanismSink, key: Key): Mechanism {
  const create = MECHANISMS[terms.type] as Factory<Type>
  return create(terms, sink, key)
}
