import { createComposedTask, taskParameters } from '../../../actors/learner/composed-task.ts'
import type { Task } from '../../../actors/learner/task.ts'

const rhythm = { from: '20 s', interval: '4 s', steps: 8, settle: '20 s' }

/** A task for each way to act, short enough for a test. */
export const TASKS: Readonly<Record<string, Task>> = Object.fromEntries(
  Object.entries({
    'market, limit, hold': {
      ...rhythm,
      parent: { side: 'buy', quantity: 12 },
      observe: [
        'done',
        'elapsed',
        'ahead',
        'imbalance',
        { type: 'imbalance', levels: 5 },
        'impact',
        'spread',
        'mid-over-trade',
        'returns',
      ],
      act: { type: 'market-limit-hold', size: 2 },
      reward: ['execution-gain', 'unexecuted', 'excess'],
    },
    'child orders': {
      ...rhythm,
      parent: { side: 'sell', quantity: 15, finish: 'market' },
      observe: ['inventory', 'time-left', 'volume-ratio', 'relative-spread', 'volatility'],
      act: { type: 'child-orders', lot: 6 },
      reward: ['execution-gain'],
    },
    'the remainder at a price': {
      ...rhythm,
      parent: { side: 'buy', quantity: 10, finish: 'market' },
      observe: ['time-left', 'inventory', 'spread', 'immediate-cost', 'signed-volume'],
      act: { type: 'remainder-at', reach: 4, beyond: 2 },
      reward: ['execution-gain'],
    },
    'buy, hold, sell': {
      ...rhythm,
      ruin: 5_000,
      observe: [{ type: 'position', scale: 10 }, 'imbalance', 'spread', 'returns', 'rsi', 'macd'],
      act: { type: 'buy-hold-sell', size: 2 },
      reward: ['wealth-change'],
    },
    quotes: {
      ...rhythm,
      interval: '1 s',
      observe: [{ type: 'position' }, { type: 'book', levels: 3, scale: 10 }],
      act: { type: 'quotes', size: 2, limit: 6, levels: 2 },
      reward: ['wealth-change', { type: 'inventory-penalty', weight: 0.1 }, 'holding-loss'],
    },
    'a target and a stop': {
      ...rhythm,
      observe: [{ type: 'position' }, 'returns', 'rsi'],
      act: { type: 'target-stop', size: 3, stops: [0, 1, 2] },
      reward: ['wealth-change'],
    },
    'a target': {
      ...rhythm,
      observe: [{ type: 'position' }, 'mid-over-news', 'returns'],
      act: { type: 'target', size: 3 },
      reward: ['wealth-change'],
    },
  }).map(([name, given]) => [name, createComposedTask(taskParameters.parse(given))]),
)
