import { type Row, rate, time, times } from './rows.ts'
import { timeOf } from './tell.ts'

const acknowledged = (frame: string): string => `orders, live, acknowledged, ${frame} a frame`
const bare = (frame: string): string => `orders, bare client, ${frame} a frame`
const P99 = 'order to report, p99'
const ALONE = `${P99}, alone`
const FLOODED = `${P99}, flooded`
const YIELDED = `${P99}, flooded by one who yields`
const FIRST = 'order to report, p99, going first'
const RIGHT = 'that run had no right to go first'

/** What a flood costs, and what its first seconds do, beside none. */
const besideFlood = (
  what: string,
  [flooded, alone]: readonly [string, string],
  more: Pick<Row, 'unless'> = {},
): Row[] => [
  { what, of: time(flooded), ...more },
  {
    what: '… beside alone, turn by turn',
    aim: { text: '2 times', most: 2 },
    of: times(flooded, alone),
    ...more,
  },
  {
    what: '… of its first 3 s alone, until it is cut off',
    of: time(`${flooded}, its first 3 s`),
    ...more,
  },
]

/** docs/live.md: what a live market takes. */
export const LIVE: readonly Row[] = [
  {
    what: 'orders acknowledged a second, 64 a frame',
    aim: { text: '20 k', least: 20e3 },
    of: rate(acknowledged('64')),
  },
  { what: 'the same, one a frame', of: rate(acknowledged('one')) },
  {
    what: 'beside a client alone on the same server, one a frame',
    aim: { text: '0.6 of it', least: 0.6 },
    of: times(acknowledged('one'), bare('one'), ''),
  },
  {
    what: 'the same, 64 a frame',
    aim: { text: '0.6 of it', least: 0.6 },
    of: times(acknowledged('64'), bare('64'), ''),
  },
  {
    what: 'orders a second until their last report is there, 64 a frame',
    of: rate('orders, live, reported, 64 a frame'),
  },
  {
    what: 'orders a second in process, 64 a frame, no wire',
    of: rate('orders in process, 64 a frame'),
  },
  {
    what: 'market data to a reader, events a second, 64 a payload',
    aim: { text: '1 M', least: 1e6 },
    of: rate('data, 64 a payload'),
  },
  { what: 'the same, one a payload', of: rate('data, one a payload') },
  { what: 'order to first report, 99th percentile, alone', of: time(ALONE) },
  ...besideFlood(
    'the same, while another sends as fast as its client can, for a minute from its first frame',
    [FLOODED, ALONE],
  ),
  ...besideFlood('the same, the other at the lowest priority, as if on a machine of its own', [
    YIELDED,
    ALONE,
  ]),
  {
    what: 'order to first report where the market goes first (`nice -n -14`), alone',
    of: time(`${FIRST}, alone`),
    unless: RIGHT,
  },
  ...besideFlood('the same, while another floods', [`${FIRST}, flooded`, `${FIRST}, alone`], {
    unless: RIGHT,
  }),
]

const WAYS = [
  ['in process', 'in the same thread'],
  ['worker', 'to a thread of its own, over shared memory'],
  ['core NATS', 'to a thread of its own, over core NATS'],
  ['JetStream, acknowledged', 'to a live exchange, whose stream has acknowledged it'],
] as const

/** docs/live.md: from an order to its report, over each way to a market. */
export const ROUND_TRIPS: readonly Row[] = WAYS.flatMap(([way, where]) =>
  ['one', '64'].map((frame): Row => {
    const name = `order to report, ${way}, ${frame} a frame`
    return {
      what: frame === 'one' ? `${where}, one order a frame` : 'the same, 64 a frame',
      of(source) {
        const { text, value } = time(name)(source)
        const { note } = source.result(name)
        return { text: note === undefined ? text : `${text}; of all ${note}`, value }
      },
    }
  }),
)

/** docs/studies.md: runs of five minutes of a hundred traders. */
export const STUDY: readonly Row[] = [
  { what: 'one thread, runs a second', of: rate('study, one thread') },
  {
    what: 'two threads, runs a second',
    aim: { text: '1,000 in 60 s', least: 1_000 / 60 },
    of: rate('study, two threads'),
  },
  {
    what: 'two threads beside one',
    aim: { text: '1.7 times', least: 1.7 },
    of: times('study, two threads', 'study, one thread'),
  },
  {
    what: 'one thread over NATS, more a run',
    aim: { text: '5 % of a run of 1 s', most: 0.05 },
    of: (source) => {
      const [far, near] = [
        source.result('study, one thread over NATS'),
        source.result('study, one thread'),
      ]
      return timeOf(far.runs.map((rate, turn) => 1 / rate - 1 / (near.runs[turn] as number)))
    },
  },
]
