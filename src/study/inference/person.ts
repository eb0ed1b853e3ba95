import { readFileSync } from 'node:fs'
import { Kind, OrderType, Side, TimeInForce } from '../../../protocols/kind.ts'
import type { Message } from '../../../protocols/message.ts'
import { MILLISECOND, SECOND } from '../../../protocols/units.ts'
import { openLobster } from '../../history/lobster-source.ts'
import { readManifest } from '../../journal/manifest.ts'
import { runFolderAt } from '../../journal/run-folder.ts'
import { LOBSTER_VENUE, lobsterMarket } from '../../learning/demonstration/lobster-market.ts'
import {
  type Recorded,
  type RecordedMarket,
  recordedMarket,
} from '../../learning/demonstration/recorded-market.ts'
import { watch } from '../../learning/demonstration/trajectory.ts'
import { parseClock } from '../../simulation/scenario/clock-time.ts'
import { TrainingError } from '../training/training-file.ts'
import type { Demonstrations } from './demonstrations.ts'
import { type RecordColumns, type RecordsFile, readRecords } from './records-file.ts'

/** Whoever's records these are: no actor of the market's. */
const PERSON = 4_000_000

/** A row of a person's records, in ticks, lots and ns since the market's time 0. */
interface Row {
  readonly at: number
  readonly side: Side
  /** 0: at market. */
  readonly price: number
  readonly size: number
  readonly id: string | undefined
  readonly isCancel: boolean
}

/**
 * A CSV's rows as objects by its first line; fields may stand in quotes.
 * @throws TrainingError where it cannot be read, or lacks one of `columns`
 */
function csvRows(file: string, columns: RecordColumns): Readonly<Record<string, string>>[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new TrainingError(`${file}: cannot be read: ${(cause as Error).message}`, { cause })
  }
  const [head = '', ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const split = (line: string): string[] =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
      (quoted?.replaceAll('""', '"') ?? plain ?? '').trim(),
    )
  const names = split(head)
  const missing = Object.values(columns).find(
    (column) => column !== undefined && !names.includes(column),
  )
  if (missing !== undefined) {
    const has = head === '' ? 'it is empty' : `it has ${names.join(', ')}`
    throw new TrainingError(`${file}:1: has no column "${missing}": ${has}`)
  }
  return lines.map((line) => {
    const fields = split(line)
    return Object.fromEntries(names.map((name, nth) => [name, fields[nth] ?? '']))
  })
}

/** Reads rows by their columns. @throws TrainingError that names the line, the column and its value */
function rowsOf(file: string, columns: RecordColumns, records: RecordsFile, start: number): Row[] {
  const { tick, lot, buy, sell, cancel, time, symbol } = records
  return csvRows(file, columns).flatMap((row, nth): Row[] => {
    const bad = (column: string, must: string): TrainingError =>
      new TrainingError(`${file}:${nth + 2}: ${column} is "${row[column] ?? ''}": must be ${must}`)
    const read = (
      column: string,
      must: string,
      of: (text: string) => number | undefined,
    ): number => {
      const value = of(row[column] ?? '')
      if (value === undefined || !Number.isFinite(value)) throw bad(column, must)
      return value
    }
    if (symbol !== undefined && columns.symbol !== undefined && row[columns.symbol] !== symbol)
      return []
    const isCancel = columns.action !== undefined && cancel.includes(row[columns.action] ?? '')
    const at = read(columns.time, `a time (${time})`, (text) => timeOf(text, time)) - start
    const side = isCancel
      ? Side.buy
      : (read(columns.side, `one of ${[...buy, ...sell].join(', ')}`, (text) =>
          buy.includes(text) ? Side.buy : sell.includes(text) ? Side.sell : undefined,
        ) as Side)
    const number = (text: string): number | undefined => (text === '' ? undefined : Number(text))
    const { price: column } = columns
    const isPriced = column !== undefined && row[column] !== '' && !isCancel
    const price = isPriced ? Math.round(read(column, 'a price', number) / tick) : 0
    const size = isCancel ? 0 : Math.round(read(columns.size, 'a size', number) / lot)
    if (!isCancel && size < 1) throw bad(columns.size, `at least a lot, ${lot}`)
    return [{ at, side, price, size, isCancel, id: columns.id && row[columns.id] }]
  })
}

function timeOf(text: string, how: RecordsFile['time']): number | undefined {
  if (how === 'clock') return parseClock(text)
  const unit = { seconds: SECOND, milliseconds: MILLISECOND, nanoseconds: 1 }[how]
  return text === '' ? undefined : Math.round(Number(text) * unit)
}

/**
 * A person's orders and fills as messages. Fills without orders are told as market orders of their own: what
 * was tried and not filled is then unknown.
 */
function messagesOf(records: RecordsFile, venue: number, instrument: number, start: number) {
  const orders =
    records.orders && rowsOf(records.orders.file, records.orders.columns, records, start)
  const fills = rowsOf(records.fills.file, records.fills.columns, records, start)
  const numbers = new Map<string, { id: number; open: number }>()
  const events: Recorded[] = []
  let last = 0
  const say = (at: number, isOwn: boolean, body: object): void => {
    const [sender, recipient] = isOwn ? [PERSON, venue] : [venue, PERSON]
    const envelope = { sender, recipient, sequence: events.length + 1, sent: at, arrives: at }
    events.push({ at, message: { ...body, instrument, ...envelope } as unknown as Message })
  }
  const order = ({ at, side, price, size }: Row, id: number): void => {
    const isMarket = price === 0
    const orderType = isMarket ? OrderType.market : OrderType.limit
    const timeInForce = isMarket ? TimeInForce.immediateOrCancel : TimeInForce.day
    const terms = { orderId: id, side, orderType, timeInForce, price, size }
    say(at, true, { kind: Kind.newOrder, ...terms })
  }
  for (const row of orders ?? []) {
    const known = row.id === undefined ? undefined : numbers.get(row.id)
    if (row.isCancel) {
      if (known !== undefined) say(row.at, true, { kind: Kind.cancelOrder, orderId: known.id })
      continue
    }
    const id = ++last
    if (row.id !== undefined) numbers.set(row.id, { id, open: row.size })
    order(row, id)
  }
  for (const row of fills) {
    const known = row.id === undefined ? undefined : numbers.get(row.id)
    const id = known?.id ?? ++last
    if (orders === undefined) order({ ...row, price: 0 }, id)
    const open = known === undefined ? 0 : Math.max(0, known.open - row.size)
    if (known !== undefined) known.open = open
    const { side, price, size } = row
    const filled = { side, price, size, open, number: 0, venueOrder: 0, role: 2 }
    const kind = open === 0 ? Kind.fill : Kind.partialFill
    say(row.at, false, { kind, orderId: id, ...filled })
  }
  return events.sort((one, other) => one.at - other.at)
}

function marketOf(records: RecordsFile): { market: RecordedMarket; start: number; name: string } {
  const { market, session, tick, lot } = records
  const nobody = { own: new Map(), delays: new Map() }
  if ('lobster' in market) {
    const source = openLobster(market.lobster, market.symbol)
    const published = lobsterMarket(source, { tick: tick * 10_000, lot })
    const [open, close] = [session.open, session.close].map((text) => {
      const at = parseClock(text)
      if (at === undefined) throw new TrainingError(`session: "${text}" is no time of day`)
      return at
    }) as [number, number]
    const times = { open, close, end: Math.min(close, published.at(-1)?.at ?? 0) }
    const where = { venue: LOBSTER_VENUE, instrument: 0 }
    return { market: { ...where, ...times, published, ...nobody }, start: 0, name: source.symbol }
  }
  const { venues, session: hours, reached, scenarioName } = readManifest(market.run)
  const [venue] = venues
  if (venue === undefined) throw new TrainingError(`${market.run}: has no venue`)
  const instrument =
    venue.instruments.find(({ symbol }) => symbol === records.symbol) ?? venue.instruments[0]
  const terms = {
    ...{ venue: venue.actor, instrument: instrument?.id ?? 0, actors: [], thinking: 0 },
    ...{ open: hours.open, close: hours.close, end: reached },
  }
  const found = recordedMarket(runFolderAt(market.run).tape, terms)
  return { market: found, start: parseClock(hours.start) ?? 0, name: scenarioName }
}

/**
 * What a person did, by its records, as a task: joined with the market of that day. There is one
 * trajectory a file of records.
 *
 * @throws TrainingError, HistoryError, RunFolderError where something cannot be read
 */
export function demonstratePerson(
  files: readonly string[],
  task: Readonly<Record<string, unknown>>,
  split: (nth: number) => 'train' | 'test',
  delay = 0,
): Demonstrations {
  const trajectories = files.map((file, nth) => {
    const records = readRecords(file)
    const { market, start, name } = marketOf(records)
    const own = messagesOf(records, market.venue, market.instrument, start)
    const whole = {
      ...market,
      own: new Map([[PERSON, own]]),
      delays: new Map([[PERSON, delay]]),
    }
    try {
      const trajectory = watch(whole, PERSON, task)
      const origin = { run: file, scenario: name, seed: 0, hash: '', actor: 'person', delay }
      const { terminated } = trajectory
      return { ...trajectory, origin: { ...origin, split: split(nth), terminated } }
    } catch (cause) {
      throw new TrainingError(`${file}: ${(cause as Error).message}`, { cause })
    }
  })
  return { task, trajectories }
}
