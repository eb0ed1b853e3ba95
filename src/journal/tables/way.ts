import { z } from 'zod'
import type { Manifest } from '../manifest.ts'

/**
 * What a request's way and its answer's were made of, in ns; NaN for what did not happen, or cannot
 * be told apart.
 */
export interface Way {
  /** Of the sender, before the request left. */
  readonly thinking: number
  /** On the wire; with `thinking`, from `sent` to `arrived`. */
  readonly link: number
  /** By the venue's speed bump. */
  readonly hold: number
  /** Behind other requests at the gateway. */
  readonly queue: number
  /** By the gateway itself; with `hold` and `queue`, from `arrived` to `matched`. */
  readonly service: number
  /** Of the venue, before the answer left. */
  readonly venueThinking: number
  /** On the wire; with `venueThinking`, from `matched` to `reported`. */
  readonly linkBack: number
}

/** The times of a request; NaN for those that did not come. */
export interface Times {
  readonly actor: number
  readonly venue: number
  readonly sent: number
  readonly arrives: number
  readonly matched: number
  readonly reported: number
}

const spans = z.object({
  groups: z
    .array(
      z.object({
        name: z.string(),
        workTime: z.number().catch(0),
        thinking: z
          .object({ time: z.object({ type: z.string(), value: z.number().optional() }) })
          .optional(),
      }),
    )
    .catch([]),
  venues: z
    .array(
      z.object({
        name: z.string(),
        service: z.number().catch(0),
        serviceTimes: z.object({}).optional(),
        speedBump: z.object({ type: z.string(), delay: z.number().optional() }).optional(),
      }),
    )
    .catch([]),
})

/**
 * Takes the four times of a request apart by what the manifest says of its sender and its venue.
 *
 * A tape has when a request was sent, arrived, was matched and reported; a sender's computation, a
 * venue's service and a symmetric speed bump are constants of the scenario, and the link and the
 * queue are what is left. Some things cannot be told apart afterwards, and are NaN: the thinking of
 * an actor whose mind takes a random time, or whose work takes any, from its link; service from queue
 * at a gateway that has times by kind; and behind a bump that holds some requests and not others, or
 * for a random time, the hold from the queue of a gateway that has a service time.
 */
export function wayFinder({ cast, scenario }: Pick<Manifest, 'cast' | 'scenario'>) {
  const venues = spans.parse({ venues: scenario.venues ?? [] }).venues
  const thinking = thinkingOf({ cast, scenario })
  const gateways = new Map<number, { service: number; hold: number }>()
  for (const { group, first } of cast) {
    const venue = venues.find(({ name }) => name === group)
    if (venue === undefined) continue
    const service = venue.serviceTimes === undefined ? venue.service : Number.NaN
    gateways.set(first, { service, hold: holdOf(venue.speedBump) })
  }

  return ({ actor, venue, sent, arrives, matched, reported }: Times): Way => {
    const own = thinking[actor] ?? 0
    const { service, hold } = gateways.get(venue) ?? { service: 0, hold: 0 }
    const inside = matched - arrives
    const isHeld = Number.isNaN(hold) && service === 0
    const held = isHeld ? inside : hold
    const answered = Number.isNaN(matched) ? Number.NaN : 1
    const venueThinking = thinking[venue] ?? 0
    return {
      thinking: own,
      link: arrives - sent - own,
      hold: held * answered,
      queue: isHeld ? 0 * answered : inside - held - service,
      service: service * answered,
      venueThinking: venueThinking * answered,
      linkBack: reported - matched - venueThinking,
    }
  }
}

/**
 * How long each actor thinks before each of its messages leaves, by dense id, in ns; NaN of one whose
 * mind takes a random time.
 */
export function thinkingOf({ cast, scenario }: Pick<Manifest, 'cast' | 'scenario'>): number[] {
  const { groups } = spans.parse({ groups: scenario.groups ?? [] })
  const thinking: number[] = []
  for (const { group, first, count, computation } of cast) {
    const told = groups.find(({ name }) => name === group)
    const mind = told?.thinking?.time
    const thought = mind === undefined ? 0 : (constantOf(mind) ?? Number.NaN)
    const extra = (told?.workTime ?? 0) > 0 ? Number.NaN : thought
    for (let nth = 0; nth < count; nth++) thinking[first + nth] = computation + extra
  }
  return thinking
}

/** How long every request is held; NaN where that differs. */
function holdOf(bump: { type: string; delay?: number | undefined } | undefined): number {
  if (bump === undefined) return 0
  return bump.type === 'symmetric' ? (bump.delay ?? Number.NaN) : Number.NaN
}

const constantOf = (time: { type: string; value?: number | undefined }): number | undefined =>
  time.type === 'constant' ? time.value : undefined
