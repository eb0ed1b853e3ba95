/** A request that arrives behind a bump: from whom, when, and how long it is to be held. */
export interface PlainArrival {
  readonly who: number
  readonly at: number
  readonly delay: number
}

/** When a request passed. */
export interface PlainPassage {
  readonly nth: number
  readonly at: number
}

/**
 * The plain twin of a bumped gateway: each request passes when its own delay is over and its
 * sender's last has passed; the order is that of these times, and at equal times that of arrival,
 * but one that is not held passes as it arrives, before or after what is due then.
 *
 * @param releasedFirst whether what is due at a time passes before what arrives then
 */
export function plainPassages(
  arrivals: readonly PlainArrival[],
  releasedFirst: boolean,
): PlainPassage[] {
  const due: { nth: number; at: number; isHeld: boolean }[] = []
  arrivals.forEach(({ who, at, delay }, nth) => {
    const own = due.filter(({ nth: earlier }) => arrivals[earlier]?.who === who)
    const waiting = own.filter(
      (each) => each.isHeld && (each.at > at || (each.at === at && !releasedFirst)),
    )
    const isHeld = delay > 0 || waiting.length > 0
    const behind = Math.max(...own.map((each) => each.at), 0)
    due.push({ nth, at: isHeld ? Math.max(at + Math.max(delay, 1), behind) : at, isHeld })
  })
  const rank = (isHeld: boolean): number => (isHeld === releasedFirst ? 0 : 1)
  return due
    .sort((a, b) => a.at - b.at || rank(a.isHeld) - rank(b.isHeld) || a.nth - b.nth)
    .map(({ nth, at }) => ({ nth, at }))
}
