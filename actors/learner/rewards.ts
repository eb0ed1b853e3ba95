import { z } from 'zod'
import { nonNegative } from '../parameters.ts'
import type { MarketView } from './market-view.ts'
import { type Progress, realised } from './observations.ts'
import { piece } from './pieces.ts'

/** The span that a reward is for, when the view has looked at its end. */
export interface Span {
  readonly view: MarketView
  readonly progress: Progress
  /** Lots of the parent order, 0 without one. */
  readonly quantity: number
  /** Ticks × lots that it had, and the lots that it held, at the look before. */
  readonly wealthBefore: number
  readonly positionBefore: number
  /** Whether the play ends here. */
  readonly isLast: boolean
}

/** A part of a reward. */
export type RewardPiece = (span: Span) => number

const weight = z.number().default(1).describe('what it is multiplied with')

/** Cash and the position at the mid, ticks × lots. */
export const wealth = ({ cash, position, mid }: MarketView): number => cash + position * mid

/** Every part of a reward that a task can name. */
export const REWARDS = {
  /** Σ direction · (entry − fill price) · lots / parent's lots: ticks a lot of the parent. */
  'execution-gain': piece(
    { weight },
    ({ weight }): RewardPiece =>
      ({ view, progress, quantity }) => {
        const gain = view.fills.reduce(
          (sum, { lots, price }) => sum + lots * (view.entry - price),
          0,
        )
        return quantity === 0 || progress.direction === 0 ? 0 : (weight * gain) / quantity
      },
  ),
  /**
   * What a span cost the execution, negative, ticks a lot of the parent: its fills against the mid of
   * the look before, and the mid's way since then for what is left. Over an episode it adds up to
   * the whole implementation shortfall against the price at the beginning (Perold 1988), but tells at
   * each step only what happened in it, which is easier to learn from.
   */
  shortfall: piece(
    { weight },
    ({ weight }): RewardPiece =>
      ({ view, progress, quantity }) => {
        if (quantity === 0) return 0
        const before = view.midAgo(1)
        const filled = view.fills.reduce((sum, { lots, price }) => sum + lots * (price - before), 0)
        const drift = progress.direction * progress.left * (view.mid - before)
        return (-weight * (filled + drift)) / quantity
      },
  ),
  /**
   * −weight · x², x the share of the parent order that is left when the span ends: what Almgren and Chriss
   * (2000, eq. 16) fine a plan for the variance of its cost, so that the weight is risk aversion times
   * the variance of the mid over a span, ticks².
   */
  'holding-risk': piece(
    { weight },
    ({ weight }): RewardPiece =>
      ({ progress, quantity }) =>
        quantity === 0 ? 0 : -weight * (progress.left / quantity) * (progress.left / quantity),
  ),
  /** At the end: −penalty for each lot of the parent that is not filled, over the parent's lots. */
  unexecuted: piece(
    { penalty: nonNegative().default(1_000).describe('ticks a lot') },
    ({ penalty }): RewardPiece =>
      ({ progress, quantity, isLast }) =>
        isLast && quantity > 0 ? (-penalty * progress.left) / quantity : 0,
  ),
  /** At the end: −penalty for each lot beyond the parent's, over the parent's lots. */
  excess: piece(
    { penalty: nonNegative().default(100).describe('ticks a lot') },
    ({ penalty }): RewardPiece =>
      ({ view, quantity, isLast }) =>
        isLast && quantity > 0
          ? (-penalty * Math.max(0, Math.abs(view.position) - quantity)) / quantity
          : 0,
  ),
  /** The change of cash and of the position at the mid, ticks × lots, times its weight. */
  'wealth-change': piece(
    { weight },
    ({ weight }): RewardPiece =>
      ({ view, wealthBefore }) =>
        weight * (wealth(view) - wealthBefore),
  ),
  /**
   * What the span's fills earned against the mid at its end, ticks × lots: the spread that was captured,
   * less what the market had moved against it by then. With what the position brought that was held
   * before, `positionBefore` · the mid's way, it adds up to the change of wealth.
   */
  'spread-capture': piece(
    { weight },
    ({ weight }): RewardPiece =>
      ({ view }) =>
        weight * view.fills.reduce((sum, { lots, price }) => sum + lots * (view.mid - price), 0),
  ),
  /** −weight · position², lots². */
  'inventory-penalty': piece(
    { weight },
    ({ weight }): RewardPiece =>
      ({ view }) =>
        -weight * view.position * view.position,
  ),
  /**
   * premium · u − aversion · u² · v − cost · traded: what is held, u, as a share of `scale` lots; v the
   * mean square of the mid's changes over `count` spans, ticks²; traded as a share of `scale` in the
   * span. Who wants it likes to be in the market, and the less so the more that moves.
   */
  preservation: piece(
    {
      premium: nonNegative().default(1).describe('for holding all of `scale` over a span'),
      aversion: nonNegative().default(0.02).describe('per tick²'),
      cost: nonNegative().default(0).describe('for trading all of `scale`'),
      scale: z.number().positive().default(100).describe('lots that are all'),
      count: z.int().min(1).max(120).default(5).describe('spans that the variance is taken over'),
    },
    ({ premium, aversion, cost, scale, count }): RewardPiece =>
      ({ view }) => {
        const share = view.position / scale
        const held = share * realised(view, count)
        const traded = view.fills.reduce((sum, { lots }) => sum + Math.abs(lots), 0) / scale
        return premium * share - aversion * held * held - cost * traded
      },
  ),
  /**
   * What the market gave for the position held over the span, ticks × lots, where it lost: the gains
   * of holding are not paid, so that what pays is the spread (Spooner et al. 2018, eq. 7).
   */
  'holding-loss': piece(
    { weight },
    ({ weight }): RewardPiece =>
      ({ view, positionBefore }) =>
        weight * Math.min(0, positionBefore * (view.mid - view.midAgo(1))),
  ),
} as const
