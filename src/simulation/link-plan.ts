import type { DirectLink, FeedLink, Link, LinkPlan } from '../kernel/links.ts'
import { distributionOf } from './distribution-of.ts'
import type { ScenarioLatency, ScenarioVenue } from './scenario/scenario.ts'

type ScenarioLinks = Extract<ScenarioLatency, { type: 'links' }>
type ScenarioDirect = ScenarioLinks['direct']
type ScenarioFeed = NonNullable<ScenarioLinks['feed']>

/** The links of a scenario: a class for each group and venue that it has actors of. */
export function linkPlan(
  { direct, feed, extent, rules }: ScenarioLinks,
  seed: number,
  keys: readonly string[],
  venues: readonly ScenarioVenue[],
): LinkPlan {
  const groups = keys.map((key) => key.slice(0, key.lastIndexOf('/')))
  const names = [...new Set(groups)]
  const number = new Map(names.map((name, nth) => [name, nth]))
  const table = <L>(link: L): L[][] => names.map(() => names.map(() => link))
  const directs = table(directOf(direct, venues))
  const feeds = table<FeedLink>(feed === undefined ? linkOf(direct) : feedOf(feed))
  for (const { between, ...rule } of rules) {
    // A group without actors has no links.
    const [a, b] = between.map((name) => number.get(name)) as [number?, number?]
    if (a === undefined || b === undefined) continue
    const own = rule.direct && directOf(rule.direct, venues)
    const read = rule.feed === undefined ? rule.direct && linkOf(rule.direct) : feedOf(rule.feed)
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      if (own !== undefined) (directs[from] as DirectLink[])[to] = own
      if (read !== undefined) (feeds[from] as FeedLink[])[to] = read
    }
  }
  return {
    seed,
    keys,
    classes: groups.map((group) => number.get(group) as number),
    direct: directs,
    feeds,
    extent,
  }
}

/** What links of both sorts have. */
type ScenarioLink = Pick<ScenarioFeed, 'base' | 'jitter' | 'lines' | 'loss' | 'outages'>

function linkOf({ base, jitter, lines, loss, outages }: ScenarioLink): Link {
  return {
    base,
    lines,
    outages: outages.map(({ from, for: span }) => ({ from, to: from + span })),
    ...(jitter === undefined ? {} : { jitter: distributionOf(jitter) }),
    ...(loss === undefined ? {} : { loss }),
  }
}

function feedOf(link: ScenarioFeed): FeedLink {
  const { unicast, conflate, bandwidth } = link
  return { ...linkOf(link), unicast, conflate, ...(bandwidth === undefined ? {} : { bandwidth }) }
}

function directOf(link: ScenarioDirect, venues: readonly ScenarioVenue[]): DirectLink {
  const { unordered, bandwidth, burst, volatility } = link
  return {
    ...linkOf(link),
    unordered,
    ...(bandwidth === undefined ? {} : { bandwidth }),
    ...(burst === undefined ? {} : { burst }),
    ...(volatility === undefined ? {} : { volatility: volatilityOf(volatility, venues) }),
  }
}

/** The numbers of the market by whose names a link watches it. Venues come first in a cast. */
function volatilityOf(
  { venue, instrument, window, perTick }: NonNullable<ScenarioDirect['volatility']>,
  venues: readonly ScenarioVenue[],
): NonNullable<DirectLink['volatility']> {
  const publisher = venue === undefined ? 0 : venues.findIndex(({ name }) => name === venue)
  const { instruments } = venues[publisher] as ScenarioVenue
  return {
    publisher,
    instrument: instrument === undefined ? 0 : instruments.indexOf(instrument),
    window,
    perTick,
  }
}
