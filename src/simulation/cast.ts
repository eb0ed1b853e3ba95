import { z } from 'zod'
import { createAa } from '../../actors/aa/aa.ts'
import { aaParameters } from '../../actors/aa/parameters.ts'
import type { Actor, FeedKind, Fundamental, Market } from '../../actors/actor.ts'
import { createAdaptiveMarketMaker } from '../../actors/adaptive-market-maker/adaptive-market-maker.ts'
import { adaptiveMarketMakerParameters } from '../../actors/adaptive-market-maker/parameters.ts'
import { createAlmgrenChriss } from '../../actors/almgren-chriss/almgren-chriss.ts'
import { almgrenChrissParameters } from '../../actors/almgren-chriss/parameters.ts'
import { createAuctionTrader } from '../../actors/auction-trader/auction-trader.ts'
import { auctionTraderParameters } from '../../actors/auction-trader/parameters.ts'
import { createAvellanedaStoikov } from '../../actors/avellaneda-stoikov/avellaneda-stoikov.ts'
import { avellanedaStoikovParameters } from '../../actors/avellaneda-stoikov/parameters.ts'
import { createCapitalPreserver } from '../../actors/capital-preserver/capital-preserver.ts'
import { capitalPreserverParameters } from '../../actors/capital-preserver/parameters.ts'
import { createConsolidatedFeed } from '../../actors/consolidated-feed/consolidated-feed.ts'
import { consolidatedFeedParameters } from '../../actors/consolidated-feed/parameters.ts'
import { createContStoikovTalreja } from '../../actors/cont-stoikov-talreja/cont-stoikov-talreja.ts'
import { contStoikovTalrejaParameters } from '../../actors/cont-stoikov-talreja/parameters.ts'
import { createCrossVenueArbitrageur } from '../../actors/cross-venue-arbitrageur/cross-venue-arbitrageur.ts'
import { crossVenueArbitrageurParameters } from '../../actors/cross-venue-arbitrageur/parameters.ts'
import { createDealer } from '../../actors/dealer/dealer.ts'
import { dealerParameters } from '../../actors/dealer/parameters.ts'
import { createFcnTrader } from '../../actors/fcn/fcn-trader.ts'
import { fcnParameters } from '../../actors/fcn/parameters.ts'
import { createConstant } from '../../actors/fundamental/constant.ts'
import { createHeston } from '../../actors/fundamental/heston.ts'
import { createJumps } from '../../actors/fundamental/jumps.ts'
import { createMeanReverting } from '../../actors/fundamental/mean-reverting.ts'
import {
  constantParameters,
  hestonParameters,
  indexParameters,
  jumpsParameters,
  meanRevertingParameters,
  randomWalkParameters,
  recordedParameters,
  steppedParameters,
  stochasticVolatilityParameters,
} from '../../actors/fundamental/parameters.ts'
import { createRandomWalk } from '../../actors/fundamental/random-walk.ts'
import { createRecorded } from '../../actors/fundamental/recorded.ts'
import { createStepped } from '../../actors/fundamental/stepped.ts'
import { createStochasticVolatility } from '../../actors/fundamental/stochastic-volatility.ts'
import { createGd } from '../../actors/gd/gd.ts'
import { gdParameters } from '../../actors/gd/parameters.ts'
import { createGdx } from '../../actors/gdx/gdx.ts'
import { gdxParameters } from '../../actors/gdx/parameters.ts'
import { createGiveaway } from '../../actors/giveaway/giveaway.ts'
import { giveawayParameters } from '../../actors/giveaway/parameters.ts'
import { createGlft } from '../../actors/glft/glft.ts'
import { glftParameters } from '../../actors/glft/parameters.ts'
import { createHawkesFlow } from '../../actors/hawkes/hawkes.ts'
import { hawkesParameters } from '../../actors/hawkes/parameters.ts'
import { createHeuristicBelief } from '../../actors/heuristic-belief/heuristic-belief.ts'
import { heuristicBeliefParameters } from '../../actors/heuristic-belief/parameters.ts'
import { createHistoricalFlow } from '../../actors/historical-flow/historical-flow.ts'
import { historicalFlowParameters } from '../../actors/historical-flow/parameters.ts'
import { createImbalanceTrader } from '../../actors/imbalance/imbalance.ts'
import { imbalanceParameters } from '../../actors/imbalance/parameters.ts'
import { createImmediate } from '../../actors/immediate/immediate.ts'
import { immediateParameters } from '../../actors/immediate/parameters.ts'
import { createIndexArbitrageur } from '../../actors/index-arbitrageur/index-arbitrageur.ts'
import { indexArbitrageurParameters } from '../../actors/index-arbitrageur/parameters.ts'
import { createInformedTrader } from '../../actors/informed/informed-trader.ts'
import { informedParameters } from '../../actors/informed/parameters.ts'
import { createInvestor } from '../../actors/investor/investor.ts'
import { investorParameters } from '../../actors/investor/parameters.ts'
import { createLadder } from '../../actors/ladder/ladder.ts'
import { ladderParameters } from '../../actors/ladder/parameters.ts'
import { createLearned } from '../../actors/learner/learned.ts'
import { createLearning } from '../../actors/learner/learning.ts'
import { type BeginOnline, isPlain } from '../../actors/learner/online.ts'
import {
  inferredParameters,
  learnedParameters,
  learningParameters,
} from '../../actors/learner/parameters.ts'
import type { Policy } from '../../actors/learner/policy.ts'
import { readPolicy } from '../../actors/learner/policy-file.ts'
import { createMeanReversion } from '../../actors/mean-reversion/mean-reversion.ts'
import { meanReversionParameters } from '../../actors/mean-reversion/parameters.ts'
import { createMomentumTrader } from '../../actors/momentum/momentum-trader.ts'
import { momentumParameters } from '../../actors/momentum/parameters.ts'
import { createNews } from '../../actors/news/news.ts'
import { newsParameters } from '../../actors/news/parameters.ts'
import { createNewsMaker } from '../../actors/news-maker/news-maker.ts'
import { newsMakerParameters } from '../../actors/news-maker/parameters.ts'
import { createNoiseTrader } from '../../actors/noise/noise-trader.ts'
import { noiseParameters } from '../../actors/noise/parameters.ts'
import { createOrderSplitter } from '../../actors/order-splitting/order-splitter.ts'
import { orderSplittingParameters } from '../../actors/order-splitting/parameters.ts'
import { createPairsTrader } from '../../actors/pairs/pairs.ts'
import { pairsParameters } from '../../actors/pairs/parameters.ts'
import { percentOfVolumeParameters } from '../../actors/percent-of-volume/parameters.ts'
import { createPercentOfVolume } from '../../actors/percent-of-volume/percent-of-volume.ts'
import { privateValueParameters } from '../../actors/private-value/parameters.ts'
import { createPrivateValueTrader } from '../../actors/private-value/private-value-trader.ts'
import { requesterParameters } from '../../actors/requester/parameters.ts'
import { createRequester } from '../../actors/requester/requester.ts'
import { shaverParameters } from '../../actors/shaver/parameters.ts'
import { createShaver } from '../../actors/shaver/shaver.ts'
import { smithFarmerParameters } from '../../actors/smith-farmer/parameters.ts'
import { createSmithFarmer } from '../../actors/smith-farmer/smith-farmer.ts'
import { spooferParameters } from '../../actors/spoofer/parameters.ts'
import { createSpoofer } from '../../actors/spoofer/spoofer.ts'
import { sniperParameters } from '../../actors/stale-quote-sniper/parameters.ts'
import { createSniper } from '../../actors/stale-quote-sniper/stale-quote-sniper.ts'
import { stopMomentumParameters } from '../../actors/stop-momentum/parameters.ts'
import { createStopMomentum } from '../../actors/stop-momentum/stop-momentum.ts'
import { twapParameters } from '../../actors/twap/parameters.ts'
import { createTwap } from '../../actors/twap/twap.ts'
import { valueParameters } from '../../actors/value/parameters.ts'
import { createValueTrader } from '../../actors/value/value-trader.ts'
import { vwapParameters } from '../../actors/vwap/parameters.ts'
import { createVwap } from '../../actors/vwap/vwap.ts'
import { whaleParameters } from '../../actors/whale/parameters.ts'
import { createWhale } from '../../actors/whale/whale.ts'
import { zeroIntelligenceParameters } from '../../actors/zero-intelligence/parameters.ts'
import {
  createConstrained,
  createUnconstrained,
} from '../../actors/zero-intelligence/zero-intelligence.ts'
import { zipParameters } from '../../actors/zip/parameters.ts'
import { createZip } from '../../actors/zip/zip.ts'
import { Kind } from '../../protocols/kind.ts'
import type { Nanos } from '../../protocols/units.ts'
import { readLobsterFlow } from '../history/lobster-flow.ts'
import { readTextFile } from '../history/text-file.ts'
import { readValueSeries } from '../history/value-series.ts'

export { feesParameters } from '../../actors/exchange/fees.ts'
export { breakerParameters, guardsParameters } from '../../actors/exchange/guards/parameters.ts'
export { speedBumpParameters } from '../../actors/exchange/speed-bump.ts'
// What a scenario may say of a venue.
export type { BeginOnline } from '../../actors/learner/online.ts'

/**
 * A type of trader that scenarios may name. `create` takes what `parameters` parsed, and nothing
 * else: to a `TraderType` whose schema is not known, any value looks right.
 */
export interface TraderType<Schema extends z.ZodType = z.ZodType> {
  readonly parameters: Schema
  /** The venue's feeds that it subscribes to or observes; the session's goes without saying. */
  readonly reads: readonly FeedKind[]
  /** Whether it reads them at every venue of its instrument, and not at its home alone. */
  readonly everywhere?: boolean
  /** Whether everybody may speak with its actors, and read what they publish, as with a venue. */
  readonly isHub?: boolean
  /** Whether it trades an index against its parts. */
  readonly ofIndex?: boolean
  /** The parameter that names another instrument of its venue, which it trades besides. */
  readonly besides?: string
  /** The types of other groups of its instrument without which it has nothing to do. */
  readonly needs?: readonly string[]
  /** @param beyond begins learners whose networks are not dense */
  create(parameters: z.output<Schema>, market: Market, beyond?: BeginOnline): Actor
}

/** A type of fundamental that scenarios may name. @see TraderType */
export interface FundamentalType<Schema extends z.ZodType = z.ZodType> {
  /** An object with a literal `type`. */
  readonly parameters: Schema
  /**
   * @param seed 0..2^53 − 1; the same seed, parameters and `from` give the same path
   * @param from when the path begins; before it the value is the one it begins with
   * @param factorSeed the seed of what several share, by its name
   */
  create(
    parameters: z.output<Schema>,
    seed: number,
    from: Nanos,
    factorSeed: (name: string) => number,
  ): Fundamental
}

const trader = <Schema extends z.ZodType>(
  parameters: Schema,
  reads: readonly FeedKind[],
  create: TraderType<Schema>['create'],
  more: Pick<TraderType, 'besides' | 'everywhere' | 'isHub' | 'needs' | 'ofIndex'> = {},
): TraderType<Schema> => ({ parameters, reads, create, ...more })

const fundamental = <Schema extends z.ZodType>(
  parameters: Schema,
  create: FundamentalType<Schema>['create'],
): FundamentalType<Schema> => ({ parameters, create })

/** What a trader with a frozen policy may look at, whatever its task says. */
const LEARNER_READS = [Kind.trade, Kind.quote, Kind.depthByPrice] as const
const createFrozen = (parameters: z.output<typeof learnedParameters>, market: Market): Actor => {
  const { file } = parameters
  return createLearned(readPolicy(readTextFile(file), file), parameters, market)
}

/** The policy that a learner begins with. */
const beginningOf = ({ file }: z.output<typeof learningParameters>): Policy | undefined =>
  file === undefined ? undefined : readPolicy(readTextFile(file), file).policy

/** Whether a group learns within the run by more than plain arithmetic: its networks are not dense. */
export function learnsBeyond({ type, parameters }: { type: string; parameters: unknown }): boolean {
  if (type !== 'learning') return false
  const learning = parameters as z.output<typeof learningParameters>
  const { algorithm } = learning
  return algorithm.type === 'actor-critic' && !isPlain(algorithm, beginningOf(learning))
}

/** Every trader that a scenario may name, by its type: the one place that names the cast. */
export const CAST = {
  aa: trader(aaParameters, [Kind.trade, Kind.quote], createAa),
  'adaptive-market-maker': trader(
    adaptiveMarketMakerParameters,
    [Kind.trade, Kind.quote, Kind.imbalance],
    createAdaptiveMarketMaker,
  ),
  'almgren-chriss': trader(almgrenChrissParameters, [], createAlmgrenChriss),
  'auction-trader': trader(auctionTraderParameters, [], createAuctionTrader),
  'avellaneda-stoikov': trader(avellanedaStoikovParameters, [Kind.quote], createAvellanedaStoikov),
  'consolidated-feed': trader(consolidatedFeedParameters, [Kind.quote], createConsolidatedFeed, {
    everywhere: true,
    isHub: true,
  }),
  'capital-preserver': trader(capitalPreserverParameters, [Kind.quote], createCapitalPreserver),
  'cont-stoikov-talreja': trader(
    contStoikovTalrejaParameters,
    [Kind.quote],
    createContStoikovTalreja,
  ),
  'cross-venue-arbitrageur': trader(
    crossVenueArbitrageurParameters,
    [Kind.quote],
    createCrossVenueArbitrageur,
    { everywhere: true },
  ),
  dealer: trader(dealerParameters, [], createDealer),
  fcn: trader(fcnParameters, [Kind.trade], createFcnTrader),
  gd: trader(gdParameters, [Kind.trade, Kind.quote], createGd),
  gdx: trader(gdxParameters, [Kind.trade, Kind.quote], createGdx),
  giveaway: trader(giveawayParameters, [Kind.trade, Kind.quote], createGiveaway),
  glft: trader(glftParameters, [Kind.quote], createGlft),
  hawkes: trader(hawkesParameters, [Kind.quote], createHawkesFlow),
  'historical-flow': trader(historicalFlowParameters, [], (parameters, market) => {
    const span = market.close - market.open
    return createHistoricalFlow(readLobsterFlow({ ...parameters, span }), market)
  }),
  'heuristic-belief': trader(
    heuristicBeliefParameters,
    [Kind.trade, Kind.quote],
    createHeuristicBelief,
  ),
  imbalance: trader(imbalanceParameters, [Kind.quote], createImbalanceTrader),
  immediate: trader(immediateParameters, [], createImmediate),
  'index-arbitrageur': trader(indexArbitrageurParameters, [Kind.quote], createIndexArbitrageur, {
    ofIndex: true,
  }),
  inferred: trader(inferredParameters, LEARNER_READS, createFrozen),
  informed: trader(informedParameters, [], createInformedTrader),
  investor: trader(investorParameters, [], createInvestor),
  ladder: trader(ladderParameters, [Kind.quote], createLadder),
  learned: trader(learnedParameters, LEARNER_READS, createFrozen),
  learning: trader(learningParameters, LEARNER_READS, (parameters, market, beyond) => {
    return createLearning(parameters, market, beginningOf(parameters), beyond)
  }),
  'mean-reversion': trader(meanReversionParameters, [Kind.quote], createMeanReversion),
  momentum: trader(momentumParameters, [Kind.quote], createMomentumTrader),
  news: trader(newsParameters, [], createNews, { isHub: true }),
  'news-maker': trader(newsMakerParameters, [], createNewsMaker, { needs: ['news'] }),
  noise: trader(noiseParameters, [Kind.quote], createNoiseTrader),
  'order-splitting': trader(orderSplittingParameters, [], createOrderSplitter),
  pairs: trader(pairsParameters, [Kind.quote], createPairsTrader, { besides: 'against' }),
  'percent-of-volume': trader(percentOfVolumeParameters, [Kind.trade], createPercentOfVolume),
  'private-value': trader(privateValueParameters, [Kind.quote], createPrivateValueTrader),
  requester: trader(requesterParameters, [], createRequester),
  shaver: trader(shaverParameters, [Kind.trade, Kind.quote], createShaver),
  'smith-farmer': trader(smithFarmerParameters, [Kind.quote], createSmithFarmer),
  spoofer: trader(spooferParameters, [Kind.quote], createSpoofer),
  'stale-quote-sniper': trader(sniperParameters, [Kind.quote], createSniper, { needs: ['news'] }),
  'stop-momentum': trader(stopMomentumParameters, [Kind.quote], createStopMomentum),
  twap: trader(twapParameters, [], createTwap),
  value: trader(valueParameters, [Kind.quote], createValueTrader),
  vwap: trader(vwapParameters, [], createVwap),
  whale: trader(whaleParameters, [Kind.quote], createWhale),
  'zi-constrained': trader(zeroIntelligenceParameters, [Kind.trade, Kind.quote], createConstrained),
  'zi-unconstrained': trader(
    zeroIntelligenceParameters,
    [Kind.trade, Kind.quote],
    createUnconstrained,
  ),
  zip: trader(zipParameters, [Kind.trade, Kind.quote], createZip),
} as const satisfies Readonly<Record<string, TraderType>>

/** Every fundamental that a scenario may name, by its type, but for an index: it is its parts'. */
export const FUNDAMENTALS = {
  constant: fundamental(constantParameters, createConstant),
  file: fundamental(recordedParameters, (parameters, _, from) =>
    createRecorded(readValueSeries(parameters), parameters.between, from),
  ),
  heston: fundamental(hestonParameters, createHeston),
  jumps: fundamental(jumpsParameters, createJumps),
  'mean-reverting': fundamental(meanRevertingParameters, createMeanReverting),
  'mean-reverting-steps': fundamental(steppedParameters, createStepped),
  'random-walk': fundamental(randomWalkParameters, createRandomWalk),
  'stochastic-volatility': fundamental(stochasticVolatilityParameters, createStochasticVolatility),
} as const satisfies Readonly<Record<string, FundamentalType>>

/** What a scenario may say of a fundamental; `type` tells which it is. */
export const fundamentalParameters = z.discriminatedUnion('type', [
  constantParameters,
  hestonParameters,
  indexParameters,
  jumpsParameters,
  meanRevertingParameters,
  randomWalkParameters,
  recordedParameters,
  steppedParameters,
  stochasticVolatilityParameters,
])
