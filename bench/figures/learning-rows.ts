import { type Row, rate, time } from './rows.ts'

/** Steps a second of ABIDES-gym: 22 to 26 on a machine like that of the figures. */
const PEER = 24
const update = (by: string): string =>
  `learning: update of 40-64-64-9 and its value at 64 rows, ${by}`
const FROZEN = 'learning: frozen policy 40-64-64-9'

/** docs/performance.md: what learning takes. */
export const LEARNING: readonly Row[] = [
  {
    what: "ABIDES-gym's execution on RMSC04, steps a second, one process; the peer does 22 to 26",
    aim: { text: '25 times the peer', least: 25 * PEER },
    of: rate('learning: ABIDES-gym execution on RMSC04'),
  },
  {
    what: 'frozen policy 40-64-64-9, an action, alone',
    aim: { text: '6 µs', most: 6e-6 },
    of: time(`${FROZEN} (7369 numbers)`),
  },
  {
    what: 'the same, a thousand who wake together',
    of: time(`${FROZEN}, 1,000 who wake together`),
  },
  {
    what: 'forward by the fused module, one row',
    aim: { text: '1 µs', most: 1e-6 },
    of: time('learning: forward 40-64-64-9, fused, one row'),
  },
  {
    what: 'the same, 1,000 rows, each',
    of: time('learning: forward 40-64-64-9, fused, 1,000 rows'),
  },
  {
    what: 'an update of policy and value networks at 64 rows by the fused module',
    aim: { text: '0.2 ms for each of the two', most: 0.4e-3 },
    of: time(update('fused')),
  },
  { what: 'the same by plain arithmetic', of: time(update('plain')) },
  { what: 'the same by TensorFlow.js on WASM', of: time(update('TensorFlow.js on WASM')) },
  {
    what: 'a thousand learners of two kinds within a run (500 tables, 500 actor-critics), decisions learned from a second',
    of: rate('learning: within a run, 500 tables of makers and 500 actor-critics of followers'),
  },
  {
    what: 'PPO on cart-pole, steps a second',
    of: rate('learning: PPO on the cart-pole, 64-64, ten epochs of batches of 64'),
  },
  ...['fused', 'plain'].flatMap((by): Row[] => [
    {
      what: `DQN on cart-pole, ${by}, steps a second`,
      of: rate(`learning: DQN on the cart-pole, 64-64, a batch of 64 every second step, ${by}`),
    },
    {
      what: `SAC on the mass on a spring, ${by}, steps a second`,
      of: rate(`learning: SAC on the mass on a spring, 64-64, a batch of 64 every step, ${by}`),
    },
  ]),
]

/** docs/learning/networks.md: layers that remember, and filters. */
export const NETWORKS: readonly Row[] = [
  ...LEARNING.filter(({ what }) =>
    /frozen|wake together|forward|1,000 rows|update|the same by/.test(what),
  ),
  {
    what: 'a look through a frozen LSTM of 64, 20 numbers',
    of: time('networks: frozen, LSTM of 64'),
  },
  { what: 'a look through a frozen GRU of 64', of: time('networks: frozen, GRU of 64') },
  {
    what: 'a look through frozen filters over 20 looks at 10 levels (the example above) and a dense 64',
    of: time('networks: frozen, filters over 20 looks at 10 levels'),
  },
  { what: 'a look through a frozen DeepLOB of 100 looks', of: time('networks: frozen, DeepLOB') },
  {
    what: 'a gradient of an LSTM of 64 over 32 sequences of 50 steps of 20 numbers, TensorFlow.js on WASM',
    of: time('networks: gradient, LSTM of 64, 32 sequences of 50 steps'),
  },
  {
    what: 'the same of a GRU',
    of: time('networks: gradient, GRU of 64, 32 sequences of 50 steps'),
  },
  {
    what: 'a gradient of those filters over 32 rows',
    of: time('networks: gradient, filters over 20 looks at 10 levels, 32 rows'),
  },
]
