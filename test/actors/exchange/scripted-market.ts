import type { Actor, ActorContext } from '../../../actors/actor.ts'
import { type Accounts, createAccounts } from '../../../actors/exchange/accounts.ts'
import { createExchange, type ExchangeParameters } from '../../../actors/exchange/exchange.ts'
import { CELLS_MAX, Cells, copyCells } from '../../../protocols/cells.ts'
import { Kind, OrderType, Side, TimeInForce } from '../../../protocols/kind.ts'
import { FIELDS, type Field, LAYOUTS } from '../../../protocols/layout.ts'
import type { Message, Outgoing } from '../../../protocols/message.ts'
import { MessageReader } from '../../../protocols/reader.ts'
import { actorId, type InstrumentId, type Nanos } from '../../../protocols/units.ts'
import { constantLatency, type Latency } from '../../../src/kernel/latency.ts'
import type { RecordSink } from '../../../src/kernel/recorder.ts'
import type { Member } from '../../../src/simulation/part.ts'
import { createSystem } from '../../../src/simulation/system.ts'

/** A message as a plain object that may be kept: its envelope, and the fields that its kind has. */
export interface Copy {
  readonly kind: number
  readonly sender: number
  readonly recipient: number
  readonly sequence: number
  readonly sent: number
  readonly arrives: number
  readonly [field: string]: number | string
}

const ENVELOPE = ['kind', 'sender', 'recipient', 'sequence', 'sent', 'arrives'] as const
const OWN: Readonly<Record<number, readonly string[]>> = {
  [Kind.start]: ['life'],
  [Kind.timer]: ['tag'],
}

const isOptional = (name: string): boolean =>
  (FIELDS as Readonly<Record<string, Field>>)[name]?.optional === true

/** The names of a kind's fields, and whether each may be left out: asked for with every message. */
const namesOf = new Map<number, (readonly [name: string, isOptional: boolean])[]>(
  [...Object.entries(LAYOUTS), ...Object.entries(OWN)].map(([kind, names]) => [
    Number(kind),
    [...ENVELOPE, ...names].map((name) => [name, isOptional(name)]),
  ]),
)

/** What `message` says, whatever numbers stand in its fields; optional ones where they are not 0. */
export function copyOf(message: Message): Copy {
  const fields = message as unknown as Record<string, number | string>
  const copy: Record<string, number | string> = {}
  for (const [name, isOptional] of namesOf.get(message.kind) ?? []) {
    const value = fields[name] as number | string
    if (value !== 0 || !isOptional) copy[name] = value
  }
  return copy as unknown as Copy
}

/** The fields of a message's own kind, without who said it, to whom and when. */
export function bodyOf(copy: Copy): Record<string, number | string> {
  const { sender: _, recipient: _to, sequence: _nth, sent: _at, arrives: _then, ...body } = copy
  return body as Record<string, number | string>
}

/** A tape of plain objects. */
export function createPlainTape(): RecordSink & { readonly records: Copy[] } {
  const records: Copy[] = []
  const reader = new MessageReader()
  const cells = new Cells(CELLS_MAX)
  return {
    records,
    append(words, cell, count) {
      copyCells(words, cell, cells.words, 0, count)
      records.push(copyOf(reader.at(cells, 0)))
    },
  }
}

/** Something that a trader says to the venue, and when. */
export interface Timed {
  /** ns since the session's start, at least 1. */
  readonly at: number
  readonly say: Outgoing
}

/** A trader that says what its script says, each line at its time, and keeps what it hears. */
export function scriptedTrader(script: readonly Timed[], heard: Copy[] = [], venue = 0): Actor {
  return (context) => ({
    receive(message) {
      if (message.kind === Kind.start) {
        script.forEach(({ at }, line) => {
          context.after(at - context.now(), line)
        })
      } else if (message.kind === Kind.timer) {
        context.send(actorId(venue), (script[message.tag] as Timed).say)
      } else {
        heard.push(copyOf(message))
      }
    },
  })
}

/** What to say, from plain numbers: whether they make sense is for the venue to judge. */
export const say = {
  order: (orderId: number, side: number, price: number, size: number, more: object = {}) =>
    ({
      kind: Kind.newOrder,
      instrument: 0,
      orderId,
      side,
      orderType: OrderType.limit,
      timeInForce: TimeInForce.day,
      price,
      size,
      ...more,
    }) as unknown as Outgoing,
  buy: (orderId: number, price: number, size: number, more?: object) =>
    say.order(orderId, Side.buy, price, size, more),
  sell: (orderId: number, price: number, size: number, more?: object) =>
    say.order(orderId, Side.sell, price, size, more),
  market: (orderId: number, side: number, size: number, more: object = {}) =>
    say.order(orderId, side, 0, size, { orderType: OrderType.market, ...more }),
  cancel: (orderId: number, instrument = 0, less = 0) =>
    ({ kind: Kind.cancelOrder, instrument, orderId, less }) as unknown as Outgoing,
  replace: (orderId: number, price: number, size: number, instrument = 0) =>
    ({ kind: Kind.replaceOrder, instrument, orderId, price, size }) as unknown as Outgoing,
  cancelAll: (instrument = 0, onlySide = 0) =>
    ({ kind: Kind.massCancel, instrument, onlySide }) as unknown as Outgoing,
  disconnect: (): Outgoing => ({ kind: Kind.disconnect }),
  custom: (subject: number): Outgoing => ({ kind: Kind.custom, subject, a: 1, b: 2, c: 3 }),
}

/** A venue's parameters in plain numbers. */
export type VenueTerms = Partial<
  Omit<ExchangeParameters, 'instruments' | 'halts' | 'openingAuction' | 'closingAuction'>
> & {
  readonly instruments?: number
  readonly halts?: readonly {
    readonly at: number
    readonly for: number
    readonly auction?: number
  }[]
  readonly openingAuction?: { readonly from: number } | undefined
  readonly closingAuction?: { readonly for: number } | undefined
}

/** A venue of one instrument that is open from 100 to 1,000 ns and publishes all it can. */
export function venueOf(terms: VenueTerms): ExchangeParameters {
  const { instruments = 1, halts = [], ...rest } = terms
  return {
    open: 100 as Nanos,
    close: 1_000 as Nanos,
    service: 0 as Nanos,
    feeds: [...FEEDS],
    ...(rest as Partial<ExchangeParameters>),
    instruments: Array.from({ length: instruments }, (_, id) => id as InstrumentId),
    halts: halts as ExchangeParameters['halts'],
  }
}

/** Every feed that a venue may be told to publish. */
export const FEEDS = ['trade', 'quote', 'depthByPrice', 'depthByOrder', 'indicative'] as const

/** What a venue was given to do, in order: a request that arrived, or a timer of its own. */
export type Arrival = { readonly at: number; readonly message: Copy }

/** A market whose traders are scripts. */
export interface Day {
  readonly venue?: VenueTerms
  /** One script a trader; the traders have the numbers 1, 2, … */
  readonly scripts: readonly (readonly Timed[])[]
  readonly seed?: number
  readonly latency?: Latency
  /** Called whenever the venue has said something to somebody. */
  readonly eachReport?: (accounts: Accounts, report: Outgoing) => void
}

/** Plays a day to its end, and gives all that was said and heard in it. */
export function playDay({ venue = {}, scripts, seed = 1, latency, eachReport }: Day) {
  const parameters = venueOf(venue)
  const accounts = createAccounts(parameters.instruments.length)
  const arrivals: Arrival[] = []
  const heard: Copy[][] = scripts.map(() => [])
  const tape = createPlainTape()
  const watched = watch(createExchange(parameters, accounts), arrivals, (report) => {
    eachReport?.(accounts, report)
  })
  const members: Member[] = [
    { key: 'venue/0', actor: watched, isHub: true },
    ...scripts.map((script, nth) => ({
      key: `trader/${nth}`,
      actor: scriptedTrader(script, heard[nth]),
      home: 0,
    })),
  ]
  const system = createSystem({
    seed,
    members,
    latency: latency ?? constantLatency(10),
    sinks: [tape],
  })
  system.runBefore(1_000_000_000)
  const said = tape.records.filter(({ kind, sender }) => sender === 0 && kind >= Kind.newOrder)
  return { parameters, accounts, arrivals, heard, records: tape.records, said, system }
}

/** The same actor, with what reaches it written down first, and a call after each of its sends. */
function watch(actor: Actor, arrivals: Arrival[], afterSend: (message: Outgoing) => void): Actor {
  return (context) => {
    const door: ActorContext = Object.assign(Object.create(context) as ActorContext, {
      send(to: Parameters<ActorContext['send']>[0], message: Outgoing) {
        context.send(to, message)
        afterSend(message)
      },
    })
    const { receive } = actor(door)
    return {
      receive(message) {
        arrivals.push({ at: context.now(), message: copyOf(message) })
        receive(message)
      },
    }
  }
}
