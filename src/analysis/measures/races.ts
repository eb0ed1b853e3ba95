/** Requests that race, one a row, in the order in which their venue acted on them. */
export interface RaceEntries {
  /** When the sender decided, and when the venue's gateway had it; ns. */
  readonly sent: ArrayLike<number>
  readonly arrived: ArrayLike<number>
  readonly actor: ArrayLike<number>
  /** The side of the book that it would take from, or withdraw from: 1 bids, 2 asks. */
  readonly side: ArrayLike<number>
  /** 1: it would take; 0: it would withdraw or move what rests. */
  readonly takes: ArrayLike<number>
}

/** What is raced for: times in order, ns, and the side that then became worth racing for. */
export interface Moves {
  readonly at: ArrayLike<number>
  readonly side: ArrayLike<number>
}

/** A race: who came after one move, as the venue had them. */
export interface Race {
  /** Which of the moves it was. */
  readonly move: number
  /** Everyone who took part, by the order in which the venue acted on the first request of each. */
  readonly actors: readonly number[]
  /** Whether the winner, `actors[0]`, took; else it withdrew. */
  readonly isTaken: boolean
  /**
   * By how much the winner's request was at the gateway before the second's, ns: 0 in a tie, below 0
   * where a speed bump let the winner pass.
   */
  readonly lead: number
}

/** A half of a thousandth of a second, as the source has it where links are not known. */
export const RACE_WINDOW = 500_000

/**
 * Finds races: after a move, requests of at least two participants, one of whom at least would take,
 * that were decided at or after it, act on its side, and are at the gateway within `window` of the
 * first of them. A request belongs to the last move of its side before it was decided, and a move has
 * one race at most.
 *
 * Source: after Aquilina, Budish and O'Neill (2022), "Quantifying the high-frequency trading arms
 * race", Quarterly Journal of Economics 137, section III: who races is found in the messages to a
 * venue, failed ones included, that come within 500 µs of a race's first. Theirs also wants one
 * success and one failure at one price; here it is known what was raced for.
 *
 * @param window ns
 */
export function findRaces(entries: RaceEntries, moves: Moves, window = RACE_WINDOW): Race[] {
  const fields = new Map<number, number[]>()
  const last = { 1: bySide(moves, 1), 2: bySide(moves, 2) }
  for (let entry = 0; entry < entries.sent.length; entry++) {
    const side = entries.side[entry] as 1 | 2
    const move = latest(moves.at, last[side], entries.sent[entry] as number)
    if (move < 0) continue
    const field = fields.get(move)
    if (field === undefined) fields.set(move, [entry])
    else field.push(entry)
  }
  return [...fields]
    .sort(([one], [other]) => one - other)
    .flatMap(([move, field]) => firstRace(entries, move, field, window) ?? [])
}

/** The race that the earliest of `field` begins of those who begin one. */
function firstRace(
  entries: RaceEntries,
  move: number,
  field: readonly number[],
  window: number,
): Race | undefined {
  const { arrived } = entries
  for (let start = 0; start < field.length; start++) {
    const end = (arrived[field[start] as number] as number) + window
    let last = start + 1
    while (last < field.length && (arrived[field[last] as number] as number) <= end) last++
    const race = raceOf(entries, move, field.slice(start, last))
    if (race !== undefined) return race
  }
  return undefined
}

function raceOf(entries: RaceEntries, move: number, field: readonly number[]): Race | undefined {
  const firsts = new Map<number, number>()
  for (const entry of field) {
    const actor = entries.actor[entry] as number
    if (!firsts.has(actor)) firsts.set(actor, entry)
  }
  const [first, second] = firsts.values()
  if (first === undefined || second === undefined) return undefined
  if (!field.some((entry) => entries.takes[entry] === 1)) return undefined
  return {
    move,
    actors: [...firsts.keys()],
    isTaken: entries.takes[first] === 1,
    lead: (entries.arrived[second] as number) - (entries.arrived[first] as number),
  }
}

/** The places in `moves` of one side's moves. */
function bySide({ side }: Moves, wanted: number): number[] {
  const places: number[] = []
  for (let place = 0; place < side.length; place++) if (side[place] === wanted) places.push(place)
  return places
}

/** The last of `places`, whose times rise, that is not after `at`; −1 where there is none. */
function latest(times: ArrayLike<number>, places: readonly number[], at: number): number {
  let low = -1
  let high = places.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((times[places[middle] as number] as number) <= at) low = middle
    else high = middle
  }
  return places[low] ?? -1
}
