import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Policy } from '../../../../actors/learner/policy.ts'
import { createSelection, type SelectionState } from '../../../../src/study/training/selection.ts'

const small = fc.integer({ min: 0, max: 4 })
const terms = fc.record({
  evalFreq: fc.integer({ min: 1, max: 3 }),
  nEvalEpisodes: fc.constant(2),
  minEvals: small,
  maxNoImprovementEvals: fc.option(small, { nil: undefined }),
  rewardThreshold: fc.option(fc.integer({ min: 3, max: 9 }), { nil: undefined }),
})
type Terms = typeof terms extends fc.Arbitrary<infer T> ? T : never
/** A policy that is known by its update alone. */
const policyOf = (update: number) => ({ weights: Float64Array.of(update) }) as unknown as Policy

/** What a training of these mean returns, one an update, comes to: looked up in the whole list. */
function plainly(means: readonly number[], fields: Terms) {
  for (let updates = 1; updates <= means.length; updates++) {
    const tried = Array.from({ length: updates }, (_, nth) => nth + 1).filter(
      (update) => update % fields.evalFreq === 0,
    )
    const meanOf = (update: number): number => means[update - 1] as number
    const most = Math.max(...tried.map(meanOf))
    const best = tried.find((update) => meanOf(update) === most)
    const after = tried.slice(tried.indexOf(best as number) + 1)
    const counted = after.filter((update) => update / fields.evalFreq > fields.minEvals)
    const isGood = most >= (fields.rewardThreshold ?? Number.POSITIVE_INFINITY)
    const isStuck = counted.length > (fields.maxNoImprovementEvals ?? Number.POSITIVE_INFINITY)
    if (isGood || isStuck) {
      return { updates, best, ended: isGood ? 'rewardThreshold' : 'noImprovement' }
    }
    if (updates === means.length) return { updates, best, ended: undefined }
  }
  return { updates: 0, best: undefined, ended: undefined }
}

const means = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 })
test('a training ends where a plain look at all its evaluations says, with the first of the best', () => {
  fc.assert(
    fc.property(means, terms, fc.nat(30), (drawn, fields, cut) => {
      const play = ({ weights }: Policy): number => drawn[(weights[0] as number) - 1] as number
      let selection = createSelection(fields, play)
      let updates = 0
      while (updates < drawn.length && selection.state().ended === undefined) {
        updates++
        const report = selection.after(updates, () => policyOf(updates))
        const isTried = updates % fields.evalFreq === 0
        expect(report['eval/mean_reward']).toBe(isTried ? drawn[updates - 1] : Number.NaN)
        if (updates !== cut) continue
        // What was saved goes on as if nothing had been.
        const saved: SelectionState = structuredClone(selection.state())
        selection = createSelection(fields, play, saved)
      }
      const { best, ended } = selection.state()
      expect({ updates, best: best?.update, ended }).toEqual(plainly(drawn, fields))
      expect(best?.policy.weights[0]).toBe(best?.update)
    }),
  )
})
