import { CELL_WORDS } from '../protocols/cells.ts'
import { draw32 } from '../protocols/hash.ts'
import { Kind } from '../protocols/kind.ts'
import { Directory } from '../src/kernel/directory.ts'
import { EventQueue } from '../src/kernel/event-queue.ts'
import { Slab } from '../src/kernel/slab.ts'
import { measure } from './measure.ts'
import type { BenchResult } from './result.ts'

/**
 * Hold operations (take the earliest event, put in one somewhat later) on the kernel's queue at a
 * constant number of pending events.
 */
export async function benchQueue({ small }: { readonly small: boolean }): Promise<BenchResult[]> {
  const sizes = small ? [1_000, 10_000] : [1_000, 100_000, 1_000_000]
  const holds = small ? 20_000 : 2_000_000
  return measure(
    sizes.map((pending) => ({
      name: `queue: hold at ${pending.toLocaleString('en')} pending`,
      unit: 'holds/s',
      run: () => hold(pending, holds),
    })),
    small ? 1 : 5,
  )
}

function hold(pending: number, holds: number) {
  const directory = new Directory({ seed: 1, keys: ['a/0'], hubs: [0] })
  const slab = new Slab(pending)
  const queue = new EventQueue(slab, directory)
  const gap = (nth: number): number => draw32(1, 2, nth, 0) % 2_000_000
  for (let nth = 0; nth < pending; nth++) {
    const cell = slab.allocate(1)
    const w = cell * CELL_WORDS
    slab.cells.words[w] = 1 | (1 << 8) | (Kind.custom << 16)
    slab.cells.words[w + 3] = nth
    queue.push(gap(nth), cell)
  }
  let hash = 0
  const start = performance.now()
  for (let nth = 0; nth < holds; nth++) {
    const time = queue.nextTime
    const cell = queue.pop()
    hash = (Math.imul(hash, 31) + cell) | 0
    queue.push(time + 1 + gap(nth), cell)
  }
  const seconds = (performance.now() - start) / 1_000
  return { count: holds, seconds, hash: (hash >>> 0).toString(16), left: queue }
}
