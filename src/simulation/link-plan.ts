import type { DirectLink, Link, LinkPlan } from '../kernel/links.ts'
import { distributionOf } from './distribution-of.ts'
import type { ScenarioLatency } from './scenario/scenario.ts'

type ScenarioLinks = Extract<ScenarioLatency, { type: 'links' }>
type ScenarioDirect = ScenarioLinks['direct']
type ScenarioFeed = NonNullable<ScenarioLinks['feed']>

/** The links of a scenario: a class for each group and venue that it has actors of. */
export function linkPlan(
  { direct, feed, extent, rules }: ScenarioLinks,
  seed: number,
  keys: readonly string[],
): LinkPlan {
  const groups = keys.map((key) => key.slice(0, key.lastIndexOf('/')))
  const names = [...new Set(groups)]
  const number = new Map(names.map((name, nth) => [name, nth]))
  const table = <L>(link: L): L[][] => names.map(() => names.map(() => link))
  const directs = table(directOf(direct))
  const feeds = table(feedOf(feed ?? direct))
  for (const { between, ...rule } of rules) {
    // A group without actors has no links.
    const [a, b] = between.map((name) => number.get(name)) as [number?, number?]
    if (a === undefined || b === undefined) continue
    const own = rule.feed ?? rule.direct
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      if (rule.direct !== undefined) (directs[from] as DirectLink[])[to] = directOf(rule.direct)
      if (own !== undefined) (feeds[from] as Link[])[to] = feedOf(own)
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

function feedOf({ base, jitter, lines, loss, outages }: ScenarioFeed): Link {
  return {
    base,
    lines,
    outages: outages.map(({ from, for: span }) => ({ from, to: from + span })),
    ...(jitter === undefined ? {} : { jitter: distributionOf(jitter) }),
    ...(loss === undefined ? {} : { loss }),
  }
}

function directOf(link: ScenarioDirect): DirectLink {
  const { unordered, bandwidth, burst } = link
  return {
    ...feedOf(link),
    unordered,
    ...(bandwidth === undefined ? {} : { bandwidth }),
    ...(burst === undefined ? {} : { burst }),
  }
}
