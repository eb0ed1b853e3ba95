import type { ActorContext } from '../../../../actors/actor.ts'
import { createAccounts } from '../../../../actors/exchange/accounts.ts'
import { createExchange } from '../../../../actors/exchange/exchange.ts'
import type { RunningVenue, SavedVenue } from '../../../../actors/exchange/snapshot.ts'
import { Kind } from '../../../../protocols/kind.ts'
import { EVERYONE } from '../../../../protocols/layout.ts'
import type { Message, Outgoing } from '../../../../protocols/message.ts'
import { createFakeRandom } from '../../../actors/fake-context.ts'
import { type VenueTerms, venueOf } from '../scripted-market.ts'

/** Something that the venue said: when, to whom, and its plain fields. */
export interface Saying {
  readonly at: number
  readonly to: number
  readonly kind: number
  readonly [field: string]: number
}

/**
 * A venue alone on a stage, as actor 0: the test says what arrives and lets time pass, and sees what
 * the venue says in answer to each. There are no links and no delays.
 * @param from what a venue of the same terms gave, to be taken up at that time
 * @param sequences how many requests each participant has sent before
 */
export function createStage(
  terms: VenueTerms,
  from?: SavedVenue,
  sequences = new Map<number, number>(),
) {
  const parameters = venueOf(terms)
  const accounts = createAccounts(parameters.instruments.length)
  const said: Saying[] = []
  let now = from?.at ?? 0
  let venue: RunningVenue
  let timers: { readonly id: number; readonly at: number; readonly tag: number }[] = []
  let timersSet = 0

  const context = {
    id: 0,
    key: 'venue/0',
    now: () => now,
    random: createFakeRandom(1),
    send(to: number, message: object) {
      said.push({ ...(message as Saying), at: now, to })
    },
    publish(_feed: number, message: object) {
      said.push({ ...(message as Saying), at: now, to: EVERYONE })
    },
    feed: () => 0,
    subscribe: () => {},
    unsubscribe: () => {},
    observe: () => undefined,
    after(delay: number, tag: number) {
      const id = ++timersSet
      timers.push({ id, at: now + Math.max(1, Math.ceil(delay)), tag })
      return id
    },
    cancel(timer: number) {
      const before = timers.length
      timers = timers.filter(({ id }) => id !== timer)
      return timers.length < before
    },
    log: () => {},
  } as unknown as ActorContext
  const { receive } = createExchange(parameters, accounts, {
    from,
    running: (running) => {
      venue = running
    },
  })(context)
  receive({ kind: Kind.start, life: 0 } as Message)

  return {
    accounts,
    said,
    now: () => now,
    sequences,
    save: () => venue.save(),
    /** Lets time pass to `time`, and all timers fire that are due by then. */
    run(time: number): void {
      for (;;) {
        const [next] = [...timers].sort((a, b) => a.at - b.at || a.id - b.id)
        if (next === undefined || next.at > time) break
        timers = timers.filter(({ id }) => id !== next.id)
        now = next.at
        receive({ kind: Kind.timer, tag: next.tag } as Message)
      }
      now = Math.max(now, time)
    },
    /** A request arrives. @returns what the venue says in the same step */
    ask(sender: number, body: Outgoing): Saying[] {
      const before = said.length
      const sequence = (sequences.get(sender) ?? 0) + 1
      sequences.set(sender, sequence)
      const envelope = { sender, recipient: 0, sequence, sent: now, arrives: now }
      receive({ ...body, ...envelope } as unknown as Message)
      return said.slice(before)
    },
  }
}
