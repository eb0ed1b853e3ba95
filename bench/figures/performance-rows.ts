import { type Row, rate, several, time, times } from './rows.ts'
import { spread } from './tell.ts'

const kernel = (actors: string): string => `kernel: ${actors} actors`

/** docs/performance.md: the engine beside its aims. */
export const AIMS: readonly Row[] = [
  {
    what: 'RMSC04, events a second with the tape on',
    aim: { text: '1 M', least: 1e6 },
    of: rate('rmsc04: a day, tape on'),
  },
  {
    what: 'RMSC04, the simulation of a full day alone',
    aim: { text: '0.3 s', most: 0.3 },
    of: time('rmsc04: a day, simulated'),
  },
  { what: 'RMSC04, the making of its cast', of: time('rmsc04: a cast made') },
  {
    what: 'RMSC04, from the shell to the closed run folder, without the report',
    aim: { text: '3 s', most: 3 },
    of: time('shell: RMSC04 without the report'),
  },
  { what: 'the same with the report', of: time('shell: RMSC04 with the report') },
  {
    what: '100,000 actors with their lifecycles: memory, and time to make them',
    aim: { text: '1 GB', most: 1 },
    of: several(
      (source) => {
        const { runs } = source.result('actors: 100,000 with their lifecycles, memory')
        return spread(runs, ' GB')
      },
      time('actors: 100,000 with their lifecycles', 100_000),
    ),
  },
  {
    what: 'kernel, messages a second, 1,000 actors',
    aim: { text: '5 M', least: 5e6 },
    of: rate(kernel('1,000')),
  },
  {
    what: 'kernel, 10,000 actors',
    aim: { text: '3 M', least: 3e6 },
    of: rate(kernel('10,000')),
  },
  {
    what: 'kernel, 100,000 actors',
    aim: { text: '1.5 M', least: 1.5e6 },
    of: rate(kernel('100,000')),
  },
  {
    what: 'cost of a message, 10,000 actors against 100',
    aim: { text: '2 times', most: 2 },
    of: times(kernel('100'), kernel('10,000')),
  },
  {
    what: 'kernel, 1,000 actors with a tape in memory',
    of: rate('kernel: 1,000 actors, tape in memory'),
  },
  {
    what: 'kernel, 1,000 actors on jittered links',
    of: rate('kernel: 1,000 actors, jittered links'),
  },
  ...['1,000', '100,000', '1,000,000'].map((pending) => ({
    what: `queue, hold operations a second at ${pending} pending`,
    of: rate(`queue: hold at ${pending} pending`),
  })),
  ...['1,000', '10,000'].flatMap((live): Row[] => [
    {
      what: `book, operations a second, ${live} live orders`,
      aim: { text: '12 M', least: 12e6 },
      of: rate(`book, ${live} live orders`),
    },
    { what: 'the same with sweeps', of: rate(`book, sweeps, ${live} live orders`) },
  ]),
  ...['1,000', '10,000'].map(
    (live): Row => ({
      what: `the book beside the faster of two npm order books, the same trace by turns, ${live} live orders`,
      of: (source) => {
        const [nodejs, hft] = ['nodejs', 'hft-limit'].map((peer) =>
          source.ratios(
            `book beside peers, ${live} live orders`,
            `${peer}-order-book, ${live} live orders`,
          ),
        ) as [number[], number[]]
        return spread(
          nodejs.map((ratio, turn) => Math.min(ratio, hft[turn] as number)),
          ' times',
        )
      },
    }),
  ),
  {
    what: "a book's operation, one call at a time: median, 99 %, 99.9 %; the clock's own, which is in each",
    of: several(
      ...['median', '99 %', '99.9 %', "the clock's own"].map((what) =>
        time(`book, one call at a time: ${what}`),
      ),
    ),
  },
  {
    what: "the command line's start, over Node's own",
    aim: { text: '80 ms', most: 0.08 },
    of: time("shell: the command line's start over Node's own"),
  },
  {
    what: 'live orders acknowledged a second, 64 a frame: [live markets](live.md#what-it-takes)',
    aim: { text: '20 k', least: 20e3 },
    of: rate('orders, live, acknowledged, 64 a frame'),
  },
  {
    what: 'market data to a reader, events a second, 64 a payload',
    aim: { text: '1 M', least: 1e6 },
    of: rate('data, 64 a payload'),
  },
]

/** docs/performance.md: what latency and rich orders cost, by turns. */
export const COSTS: readonly Row[] = [
  {
    what: 'RMSC04 to 12:00 under the whole link model (jitter, two lines, loss, bandwidth, bursts), rate against plain distances',
    aim: { text: 'at least 0.75', least: 0.75 },
    of: times('links: RMSC04, all of the model', 'links: RMSC04, distances', ''),
  },
  {
    what: '10,000 traders who look, 100 of whom subscribe, against all subscribing, the same trades',
    aim: { text: '5 times', least: 5 },
    of: times('feeds: 10,000 look, 100 subscribe', 'feeds: 10,000 look, all subscribe'),
  },
  {
    what: 'two venues and a consolidated feed against one venue, events a second',
    aim: { text: 'at least 0.60', least: 0.6 },
    of: times('venues: two and a consolidated feed', 'venues: one', ''),
  },
  {
    what: 'plain orders in a book beside orders with conditions, time against a book without them',
    aim: { text: 'at most 1.10', most: 1.1 },
    of: times('book, plain orders alone', 'book, plain beside rich', ''),
  },
]
