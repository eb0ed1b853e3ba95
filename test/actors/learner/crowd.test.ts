import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCrowd } from '../../../actors/learner/crowd.ts'
import { createBrain } from '../../../actors/learner/network/brain.ts'
import { planOf } from '../../../actors/learner/network/plan.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../../src/kernel/random-stream.ts'
import { networkShape } from './network/shapes.ts'

const dense = networkShape.filter(({ book, hidden }) => {
  return book === undefined && hidden.every((layer) => typeof layer === 'number')
})

test('those who wake together hear the same bits as those who wake alone', () => {
  const wakings = fc.array(fc.array(fc.nat(12), { maxLength: 13 }), { maxLength: 5 })
  fc.assert(
    fc.property(fc.oneof(dense, networkShape), fc.nat(), wakings, (shape, seed, wakings) => {
      const random = createRandomStream(rootKey(seed, 'crowd'))
      const row = (length: number) => Float64Array.from({ length }, () => random.normal(0, 0.7))
      const weights = Float32Array.from(row(planOf(shape).size))
      const join = createCrowd(shape, weights)
      const all = Array.from({ length: 13 }, () => {
        const brain = createBrain(shape, weights)
        return { member: join(), brain, memory: new Float64Array(brain.memory) }
      })
      for (const waking of wakings) {
        const awake = [...new Set(waking)].map((nth) => ({
          ...(all[nth] as (typeof all)[number]),
          seen: row(shape.inputs),
        }))
        for (const { member, seen } of awake) member.see(seen)
        for (const { member, brain, memory, seen } of awake.reverse()) {
          expect([...member.logits()]).toEqual([...brain.think(brain.take(seen, memory), memory)])
        }
      }
    }),
  )
})
