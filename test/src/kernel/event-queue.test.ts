import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CELL_WORDS } from '../../../protocols/cells.ts'
import { derive, draw32, rootKey } from '../../../protocols/hash.ts'
import { Kind } from '../../../protocols/kind.ts'
import { Directory } from '../../../src/kernel/directory.ts'
import { EventQueue } from '../../../src/kernel/event-queue.ts'
import { Slab } from '../../../src/kernel/slab.ts'

const KEYS = ['a/0', 'b/0', 'c/0', 'd/0']

/** An event as the plain list knows it. */
interface Plain {
  readonly time: number
  readonly sender: number
  readonly sequence: number
  readonly recipient: number
}

/** The total order in words: time, tie, sender, sequence, recipient. */
function plainOrder(seed: number) {
  const ties = KEYS.map((key) => derive(rootKey(seed, 'tie'), key))
  const tie = ({ sender, time }: Plain): number => {
    const key = ties[sender] as { lo: number; hi: number }
    return draw32(key.lo, key.hi, time, 0)
  }
  return (a: Plain, b: Plain): number =>
    a.time - b.time ||
    tie(a) - tie(b) ||
    a.sender - b.sender ||
    a.sequence - b.sequence ||
    a.recipient - b.recipient
}

// Few times and few senders: ties are where an order breaks. More is pushed than leaves, so that the
// heap gets deep; what is left is popped at the end.
const push = fc.record({
  type: fc.constant('push' as const),
  time: fc.oneof(fc.nat({ max: 6 }), fc.maxSafeNat()),
  sender: fc.nat({ max: 3 }),
  sequence: fc.nat({ max: 5 }),
  recipient: fc.nat({ max: 3 }),
})
const action = fc.oneof(
  { weight: 8, arbitrary: push },
  { weight: 3, arbitrary: fc.constant({ type: 'pop' as const }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('cancel' as const), nth: fc.nat() }) },
)

function queueOf(seed: number) {
  const slab = new Slab(4)
  const queue = new EventQueue(slab, new Directory({ seed, keys: KEYS, hubs: [] }))
  const read = (cell: number): Omit<Plain, 'time'> => {
    const w = cell * CELL_WORDS
    const { words } = slab.cells
    return {
      sender: words[w + 1] as number,
      recipient: words[w + 2] as number,
      sequence: words[w + 3] as number,
    }
  }
  const add = ({ time, sender, sequence, recipient }: Plain): number => {
    const cell = slab.allocate(1)
    const w = cell * CELL_WORDS
    const { words } = slab.cells
    words[w] = 1 | (1 << 8) | (Kind.custom << 16)
    words[w + 1] = sender
    words[w + 2] = recipient
    words[w + 3] = sequence
    queue.push(time, cell)
    return cell
  }
  return { slab, queue, read, add }
}

describe('the event queue', () => {
  test('gives what a sorted list gives, whatever is pushed, popped and cancelled', () => {
    const property = fc.property(
      fc.nat(),
      fc.array(action, { maxLength: 400 }),
      (seed, actions) => {
        const { slab, queue, read, add } = queueOf(seed)
        const order = plainOrder(seed)
        const plain: { event: Plain; cell: number }[] = []
        const pop = (): void => {
          plain.sort((a, b) => order(a.event, b.event))
          const { event } = plain.shift() as { event: Plain }
          expect(queue.nextTime).toBe(event.time)
          const cell = queue.pop()
          const { sender, sequence, recipient } = event
          expect(read(cell)).toEqual({ sender, sequence, recipient })
          slab.release(cell)
        }
        for (const act of actions) {
          if (act.type === 'push') {
            plain.push({ event: act, cell: add(act) })
          } else if (act.type === 'cancel' && plain.length > 0) {
            const [gone] = plain.splice(act.nth % plain.length, 1)
            slab.cancel(gone?.cell as number)
            queue.noteCancelled()
          } else if (act.type === 'pop' && plain.length > 0) {
            pop()
          }
          expect(queue.length).toBe(plain.length)
          expect(slab.live).toBeLessThanOrEqual(2 * plain.length + 65)
        }
        while (plain.length > 0) pop()
        expect(queue.nextTime).toBe(Number.POSITIVE_INFINITY)
      },
    )
    fc.assert(property, { numRuns: 300 })
  })

  test('sweeps cancelled events out and keeps its order', () => {
    const property = fc.property(
      fc.nat(),
      fc.array(push, { minLength: 200, maxLength: 400 }),
      fc.infiniteStream(fc.nat()),
      (seed, pushes, choices) => {
        const { slab, queue, read, add } = queueOf(seed)
        const plain = pushes.map((event) => ({ event, cell: add(event) }))
        while (plain.length > pushes.length / 3) {
          const [gone] = plain.splice((choices.next().value as number) % plain.length, 1)
          slab.cancel(gone?.cell as number)
          queue.noteCancelled()
        }
        expect(slab.live).toBeLessThan(pushes.length)
        const order = plainOrder(seed)
        const expected = plain.map(({ event }) => event).sort(order)
        for (const { time, sender, sequence, recipient } of expected) {
          expect(queue.nextTime).toBe(time)
          expect(read(queue.pop())).toEqual({ sender, sequence, recipient })
        }
      },
    )
    fc.assert(property, { numRuns: 100 })
  })

  test('a thousand timers set and cancelled leave nothing behind', () => {
    const { slab, queue, add } = queueOf(1)
    const lasting = add({ time: 5, sender: 0, sequence: 1, recipient: 0 })
    for (let nth = 0; nth < 1000; nth++) {
      slab.cancel(add({ time: 1_000 + nth, sender: 1, sequence: nth, recipient: 1 }))
      queue.noteCancelled()
    }
    expect(queue.length).toBe(1)
    expect(slab.live).toBeLessThan(70)
    expect(queue.nextTime).toBe(5)
    expect(queue.pop()).toBe(lasting)
    expect(queue.nextTime).toBe(Number.POSITIVE_INFINITY)
    slab.release(lasting)
    expect(slab.live).toBe(0)
  })
})
