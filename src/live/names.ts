import { EVERYONE } from '../../protocols/layout.ts'

/** Subjects and streams of one live market. */
export interface LiveNames {
  readonly market: string
  /** What venues are told, in its order: orders and control. */
  readonly inputs: string
  /** What venues told participants, in its order. */
  readonly outputs: string
  /** Below it `<group>.<index>`, one participant's. */
  readonly orders: string
  readonly reports: string
  readonly beats: string
  /** Below it `<group>.<index>` of whoever publishes. */
  readonly data: string
  /** Below it `<group>.<index>` of who speaks, and of whom to, neither a venue. */
  readonly direct: string
  /** What the exchange says to itself: only it may. */
  readonly control: string
  /** Below it what is asked of the exchange: `info`, `snapshot`. */
  readonly ask: string
  /** Where every process of the market answers. */
  readonly status: string
}

/** The names of the market called `market`: letters, digits, `-` and `_`. */
export function namesOf(market: string): LiveNames {
  const root = `outcry.${market}`
  const stream = market.replaceAll('-', '_').toUpperCase()
  return {
    market,
    inputs: `OUTCRY_${stream}_IN`,
    outputs: `OUTCRY_${stream}_OUT`,
    orders: `${root}.orders`,
    reports: `${root}.reports`,
    beats: `${root}.beat`,
    data: `${root}.data`,
    direct: `${root}.direct`,
    control: `${root}.control`,
    ask: `${root}.ask`,
    status: `${root}.status`,
  }
}

/** A name that a subject's part may have, of a scenario's. */
export const marketNameOf = (scenario: string): string => scenario.replace(/[^A-Za-z0-9_-]+/g, '-')

/** The part of a subject that stands for an actor: `noise.7` for `noise/7`. */
export const tokenOf = (key: string): string => key.replace('/', '.')

/** The actor that a subject's last two parts name: `noise/7`. */
export function keyOfSubject(subject: string): string {
  const parts = subject.split('.')
  return `${parts.at(-2)}/${parts.at(-1)}`
}

/**
 * What the stream of inputs takes: orders of all, or of all but those who are `out`, and control.
 * Where one is out, its group's subjects are named one by one; where whoever is no participant is
 * (`EVERYONE`), all are.
 * @param keys by dense id
 */
export function inputSubjects(
  { orders, control }: Pick<LiveNames, 'orders' | 'control'>,
  keys: readonly string[] = [],
  out: ReadonlySet<number> = new Set(),
): string[] {
  if (out.size === 0) return [`${orders}.*.*`, control]
  const groupOf = (key: string): string => key.split('/')[0] as string
  const named = new Set([...out].map((id) => groupOf(keys[id] ?? '')))
  const subjects = keys.flatMap((key, id) => {
    if (!out.has(EVERYONE) && !named.has(groupOf(key))) return `${orders}.${groupOf(key)}.*`
    return out.has(id) ? [] : `${orders}.${tokenOf(key)}`
  })
  return [...new Set(subjects), control]
}
