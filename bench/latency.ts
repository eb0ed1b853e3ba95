import type { Actor, Market } from '../actors/actor.ts'
import { Kind, OrderType, Side, TimeInForce } from '../protocols/kind.ts'
import { lots, MILLISECOND, orderId, SECOND, type Ticks } from '../protocols/units.ts'
import { loadScenario } from '../src/simulation/scenario/load.ts'
import { createSimulation } from '../src/simulation/simulation.ts'
import { type Case, measure, type Run } from './measure.ts'
import { type BenchResult, ratiosOf, spreadOf } from './result.ts'

/** Every part of the link model at once, on the links of RMSC04. */
export const FULL_LINKS =
  'latency={type: links, extent: 3866660, ' +
  'direct: {base: 1 us, jitter: {type: log-normal, median: 20 us, sigma: 0.5}, lines: 2, ' +
  'loss: {probability: 0.001, timeout: 1 ms}, bandwidth: 1.0e7, burst: {window: 1 s, perMessage: 1 us}}, ' +
  'feed: {base: 1 us, jitter: {type: gamma, shape: 4, mean: 20 us}, lines: 2, ' +
  'loss: {probability: 0.001, timeout: 1 ms}}}'

/** A scenario run to `until`: its events a second, the making of its cast left out. */
export function runScenario(name: string, until: string, set: readonly string[] = []): Run {
  const simulation = createSimulation(loadScenario(name, { until, set }))
  const started = performance.now()
  simulation.runUntil(simulation.end)
  const seconds = (performance.now() - started) / 1_000
  const hash = simulation.hash().slice(0, 16)
  return { count: simulation.counts.events, seconds, hash, left: simulation }
}

/** Looks at the quote once a second, and every hundredth of its kind then takes a lot. */
const onlooker =
  (nth: number, subscribes: boolean) =>
  (market: Market): Actor =>
  (context) => {
    const { venue, instrument } = market
    const quotes = context.feed(venue, Kind.quote, instrument)
    let [orders, looks, seen] = [0, 0, 0]
    return {
      receive(message) {
        if (message.kind === Kind.start) {
          if (subscribes) context.subscribe(quotes)
          context.after(1 + (nth % 1_000) * MILLISECOND, 0)
        }
        if (message.kind !== Kind.timer) return
        seen ^= context.observe(quotes)?.number ?? 0
        if (nth % 100 === 0 && looks++ % 10 === 9) {
          context.send(venue, {
            kind: Kind.newOrder,
            instrument,
            orderId: orderId(++orders),
            side: (orders + seen) % 2 === 0 ? Side.buy : Side.sell,
            orderType: OrderType.market,
            timeInForce: TimeInForce.immediateOrCancel,
            price: 0 as Ticks,
            size: lots(1),
          })
        }
        context.after(SECOND, 0)
      },
    }
  }

/** The same ten thousand traders, of whom so many subscribe to the quotes and all look at them. */
function crowd(count: number, subscribers: number): Run & { readonly trades: string } {
  const scenario = loadScenario('tiny', { until: '09:32:00' })
  const actors = Array.from({ length: count }, (_, nth) => ({
    key: `crowd/${nth}`,
    actor: onlooker(nth, nth < subscribers),
  }))
  const simulation = createSimulation(scenario, { actors })
  let trades = 0
  simulation.trades$.subscribe(({ sent, price, size }) => {
    trades = Math.imul(trades ^ sent ^ (price * 31), 0x85ebca6b) + size
  })
  const started = performance.now()
  simulation.runUntil(simulation.end)
  const seconds = (performance.now() - started) / 1_000
  // Simulated traders a second: the same market is made, however many events that takes.
  const told = (trades >>> 0).toString(16)
  const hash = simulation.hash().slice(0, 16)
  return { count: count * 120, seconds, hash, trades: told, left: simulation }
}

/** Each run of one against the other's of the same turn, as text. */
const ratios = (of: BenchResult, to: BenchResult): string => `${spreadOf(ratiosOf(of, to))} times`

/**
 * What latency costs: RMSC04 under the whole link model against plain distances; a crowd that looks at
 * the quotes, few of whom subscribe, against one that subscribes; two venues and a consolidated
 * feed against one venue. Pairs by turns.
 *
 * @throws Error where looking and subscribing do not give the same trades
 */
export async function benchLatency({ small }: { small: boolean }): Promise<BenchResult[]> {
  const until = small ? '09:40:00' : '12:00:00'
  const repeats = small ? 1 : 7
  const count = small ? 500 : 10_000
  const trades = new Set<string>()
  const seen = (subscribers: number) => (): Run => {
    const ran = crowd(count, subscribers)
    trades.add(ran.trades)
    return ran
  }
  const unit = 'events/s'
  const people = count.toLocaleString('en')
  const two = (set: readonly string[]) => () =>
    runScenario('two-venues', small ? '1 h' : '16 h', set)
  const cases: Case[] = [
    { name: 'links: RMSC04, distances', unit, run: () => runScenario('rmsc04', until) },
    {
      name: 'links: RMSC04, all of the model',
      unit,
      run: () => runScenario('rmsc04', until, [FULL_LINKS]),
    },
    { name: `feeds: ${people} look, 100 subscribe`, unit: 'trader-seconds/s', run: seen(100) },
    { name: `feeds: ${people} look, all subscribe`, unit: 'trader-seconds/s', run: seen(count) },
    {
      name: 'venues: one',
      unit,
      run: two(['groups.right.venue=left-exchange', 'groups.sip.count=0', ...BUSY]),
    },
    { name: 'venues: two and a consolidated feed', unit, run: two(BUSY) },
  ]
  const [plain, full, few, all, one, both] = (await measure(cases, repeats)) as [
    ...[BenchResult, BenchResult, BenchResult],
    ...[BenchResult, BenchResult, BenchResult],
  ]
  if (trades.size !== 1) throw new Error('looking and subscribing gave different trades')
  return [
    plain,
    { ...full, note: `${ratios(full, plain)} the rate of plain distances` },
    { ...few, note: `${ratios(few, all)} as fast as if all subscribed, with the same trades` },
    all,
    one,
    { ...both, note: `${ratios(both, one)} the rate of one venue` },
  ]
}

/** More traders, who come more often. */
const BUSY = [
  'groups.left.count=100',
  'groups.right.count=100',
  'groups.left.parameters.rate=0.01',
  'groups.right.parameters.rate=0.01',
]
