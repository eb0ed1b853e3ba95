import fc from 'fast-check'
import { expect, test } from 'vitest'
import { didYouMean, nearest } from '../../../../src/simulation/scenario/did-you-mean.ts'

const WORDS = ['noise', 'value', 'momentum', 'adaptive-market-maker', 'rmsc03', 'rmsc04', 'seed']

test('one slip in a word of four letters or more is understood', () => {
  const slips = fc.constantFrom('drop', 'double', 'swap', 'change')
  fc.assert(
    fc.property(fc.constantFrom(...WORDS), slips, fc.nat(), (word, slip, place) => {
      const at = place % (word.length - 1)
      const head = word.slice(0, at)
      const [first = '', second = ''] = word.slice(at, at + 2)
      const tail = word.slice(at + 2)
      const slipped = {
        drop: head + second + tail,
        double: head + first + first + second + tail,
        swap: head + second + first + tail,
        change: `${head}~${second}${tail}`,
      }[slip]
      // rmsc0~ is as near to rmsc03 as to rmsc04.
      fc.pre(!/^rmsc0?.?$/.test(slipped))
      expect(nearest(slipped ?? '', WORDS)).toBe(word)
    }),
  )
})

test('what is like no word is like none, and case is no slip', () => {
  expect(nearest('whale', WORDS)).toBeUndefined()
  expect(nearest('', WORDS)).toBeUndefined()
  expect(didYouMean('xyz', WORDS)).toBe('')
  expect(didYouMean('Noise', WORDS)).toBe(' (did you mean "noise"?)')
})
