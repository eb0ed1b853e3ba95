import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPolicy } from '../../../actors/learner/policy.ts'
import { readPolicy, writePolicy } from '../../../actors/learner/policy-file.ts'
import { anyPolicy } from './any-policy.ts'

describe('a policy’s file', () => {
  test('gives back what was written, to the bit, and what it decides', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
        (seed, hidden) => {
          const one = anyPolicy(seed, hidden)
          const other = readPolicy(writePolicy(one), 'it')
          expect([...other.policy.weights]).toEqual([...one.policy.weights])
          expect(other.policy.normaliser).toEqual(one.policy.normaliser)
          expect([other.given, other.training]).toEqual([one.given, one.training])
          const [act, again] = [createPolicy(one.policy), createPolicy(other.policy)]
          for (let nth = 0; nth < 5; nth++) {
            const seen = Float64Array.from([nth / 5, 1 - nth / 5, nth])
            expect(again(seen)).toEqual(act(seen))
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  test.each([
    ['{', 'it: no policy: '],
    ['{}', 'it: no policy: '],
    ['', 'it: no policy: Unexpected end of JSON input; give a file that `outcry train` wrote'],
    [writePolicy(anyPolicy(1)).replace('outcry policy 1', 'outcry policy 2'), 'it: no policy: '],
    [writePolicy(anyPolicy(1)).replace('"steps": 6', '"steps": 0'), 'it: no policy: task: '],
    [writePolicy(anyPolicy(1)).replace('"spread"', '"spread", "returns"'), 'does not fit its task'],
    [writePolicy(anyPolicy(1)).replace('"shortfall"', '"shortfal"'), 'it: no policy: task: '],
  ])('is refused where it is none, or is not whole', (text, refusal) => {
    expect(() => readPolicy(text, 'it')).toThrow(refusal)
  })
})
