/** A stretch of time at an actor. Times in ns. */
export interface Slice {
  readonly actor: number
  readonly begin: number
  /** Not before `begin`. */
  readonly end: number
  readonly name: string
  /** What it is made of, one after the other, in ns; NaN for what cannot be told. */
  readonly parts: Readonly<Record<string, number>>
  /** The message that leaves with it, or that it is the arrival of. */
  readonly sends?: string
  readonly receives?: string
  readonly args: Readonly<Record<string, unknown>>
}

/** A slice and the lane of its actor that it lies on, from 1. */
export interface Placed {
  readonly slice: Slice
  readonly lane: number
}

/**
 * Lays slices on lanes, the fewest for each actor on which no two overlap: what one lane shows must
 * not cross, and an actor has many messages under way at a time. Two that only touch share a lane,
 * unless one has no length.
 *
 * @returns the slices, by when they begin; of those that begin at once, as they were given
 */
export function placeOnLanes(slices: readonly Slice[]): Placed[] {
  const lanes = new Map<number, Slice[]>()
  return [...slices]
    .sort((one, other) => one.begin - other.begin)
    .map((slice) => {
      const own = lanes.get(slice.actor) ?? []
      lanes.set(slice.actor, own)
      const free = own.findIndex((last) => isApart(last, slice))
      const lane = free < 0 ? own.length : free
      own[lane] = slice
      return { slice, lane: lane + 1 }
    })
}

function isApart(last: Slice, next: Slice): boolean {
  if (last.end !== next.begin) return last.end < next.begin
  return last.end > last.begin && next.end > next.begin
}
