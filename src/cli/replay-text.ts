import type { ItchReplay, ItchReplayOptions } from '../history/itch-replay.ts'
import type { LobsterReplay, LobsterReplayOptions, Tried } from '../history/lobster-replay.ts'
import { tableOf } from './rows-text.ts'

/** What a replay found, whether it is as it should be, and how it is told. */
export interface Told<Found> {
  readonly found: Found
  readonly isGood: boolean
  /** Lines for reading. @param seconds that it took */
  lines(seconds: number): string
}

type Row = readonly [label: string, value: string]

const count = (value: number): string => value.toLocaleString('en-US')
const of = ({ count: all, hit }: Tried): string => {
  const share = all === 0 ? '' : ` (${((100 * hit) / all).toFixed(2)} %)`
  return `${count(hit)} of ${count(all)}${share}`
}
const asRows = (rows: readonly Row[]): string => {
  const width = rows.reduce((most, [label]) => Math.max(most, label.length), 0)
  return rows.map(([label, value]) => `${label.padEnd(width)}  ${value}\n`).join('')
}
const inTime = (messages: number, seconds: number): string =>
  `${count(messages)} in ${seconds.toFixed(2)} s: ${count(Math.round(messages / Math.max(seconds, 0.001)))} a second`

/**
 * Replays a LOBSTER day.
 * @throws HistoryError where it cannot be read
 */
export async function tellLobster(
  path: string,
  { symbol, ...options }: LobsterReplayOptions & { readonly symbol?: string | undefined },
): Promise<Told<LobsterReplay>> {
  const { openLobster } = await import('../history/lobster-source.ts')
  const { replayLobster } = await import('../history/lobster-replay.ts')
  const found = replayLobster(openLobster(path, symbol), options)
  const { rows, faults } = found
  return {
    found,
    isGood: rows.equal === rows.count && faults === 0,
    lines: (seconds) => lobsterLines(found, seconds),
  }
}

function lobsterLines(found: LobsterReplay, seconds: number): string {
  const { symbol, levels, messages, types, rows, revealed, decidable, undecidable } = found
  const { behindAnonymous, unknown, offTouch } = undecidable
  const table = Object.entries(types).filter(([, number]) => number > 0)
  const told = asRows([
    ['market', `${symbol}, ${levels} level${levels === 1 ? '' : 's'} a side`],
    ['messages', inTime(messages, seconds)],
    ['rows equal', `${count(rows.equal)} of ${count(rows.count)}`],
    [
      'came into sight',
      `${count(revealed.count)} levels, taken from the file; ${count(revealed.known)} stood as they had been left`,
    ],
    ['executions', `${count(types.execution)} visible, ${count(types.hiddenExecution)} hidden`],
    ['decidable', `${of(decidable)} traded with the order that the file names`],
    ['  submitted in sight', of(decidable.submitted)],
    ['  named by what comes later', of(decidable.named)],
    [
      'undecidable',
      `${count(behindAnonymous)} behind size that nobody is known to own, ${count(unknown)} of orders not known, ${count(offTouch)} away from the touch`,
    ],
    ...(found.faults > 0
      ? [['faults', `${count(found.faults)} requests that the engine did otherwise`] as const]
      : []),
  ])
  const unequal = rows.unequal.map((row) => `${row}\n`).join('')
  return `${told}\n${tableOf(['type', 'messages'], table)}${unequal === '' ? '' : `\n${unequal}`}`
}

/**
 * Replays a file of ITCH 5.0.
 * @throws HistoryError where it cannot be read
 */
export async function tellItch(
  path: string,
  options: ItchReplayOptions,
): Promise<Told<ItchReplay>> {
  const { replayItch } = await import('../history/itch-replay.ts')
  const { ITCH_MESSAGES } = await import('../history/itch-layout.ts')
  const found = await replayItch(path, options)
  const names = Object.entries(ITCH_MESSAGES).map(([type, { name }]) => [type, name] as const)
  return {
    found,
    isGood: found.orders.inconsistencies === 0 && found.orders.faults === 0,
    lines: (seconds) => itchLines(found, names, seconds),
  }
}

function itchLines(
  { messages, stocks, types, orders, inconsistencies, book }: ItchReplay,
  names: readonly (readonly [string, string])[],
  seconds: number,
): string {
  const table = names.map(([type, name]) => [type, name, types[type as keyof typeof types]])
  const told = asRows([
    ['messages', inTime(messages, seconds)],
    ['stocks', count(stocks)],
    ['orders', `${count(orders.orders)} came, ${count(orders.left)} are left`],
    ['  crossing', `${count(orders.crossing)} when they came`],
    ['  beyond the engine', count(orders.beyond)],
    ['  named early', `${count(orders.early)} messages before their order, kept until it came`],
    [
      'executions',
      `${of({ count: orders.decidable, hit: orders.hit })} at the touch traded with the order named, ${count(orders.elsewhere)} elsewhere`,
    ],
    ['inconsistencies', count(orders.inconsistencies)],
  ])
  const misfits = inconsistencies.map((text) => `${text}\n`).join('')
  const levels = book === undefined ? '' : `\n${levelLines(book)}`
  return `${told}${misfits}${levels}\n${tableOf(['type', 'message', 'count'], table)}`
}

function levelLines({ bids, asks }: NonNullable<ItchReplay['book']>): string {
  const depth = Math.max(bids.length, asks.length)
  const price = (value: number | undefined): string =>
    value === undefined ? '' : (value / 10_000).toFixed(4)
  const rows = Array.from({ length: depth }, (_, rank) => [
    bids[rank]?.size ?? null,
    price(bids[rank]?.price),
    price(asks[rank]?.price),
    asks[rank]?.size ?? null,
  ])
  return tableOf(['bid size', 'bid', 'ask', 'ask size'], rows)
}
