import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EVERYONE } from '../../../protocols/layout.ts'
import { inputSubjects, namesOf, tokenOf } from '../../../src/live/names.ts'
import { runs } from '../../runs.ts'

const names = namesOf('M-1')

/** Whether NATS delivers a subject to a list of patterns; more than one is twice. */
const times = (subject: string, patterns: readonly string[]): number =>
  patterns.filter((pattern) => {
    const [parts, of] = [pattern.split('.'), subject.split('.')]
    return (
      parts.length === of.length && parts.every((part, nth) => part === '*' || part === of[nth])
    )
  }).length

test('the stream takes each participant’s orders once, but for those who are out', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
      fc.array(fc.nat(), { maxLength: 6 }),
      fc.boolean(),
      (sizes, chosen, areStrangersOut) => {
        const keys = sizes.flatMap((size, group) =>
          Array.from({ length: size }, (_, index) => `group${group}/${index}`),
        )
        const out = new Set(chosen.map((one) => one % keys.length))
        if (areStrangersOut) out.add(EVERYONE)
        const subjects = inputSubjects(names, keys, out)
        keys.forEach((key, id) => {
          const taken = times(`${names.orders}.${tokenOf(key)}`, subjects)
          expect([key, taken]).toEqual([key, out.has(id) ? 0 : 1])
        })
        expect(times(names.control, subjects)).toBe(1)
        const strangers = [`${names.orders}.nobody.0`, `${names.orders}.group0.99`]
        for (const stranger of strangers) {
          if (areStrangersOut) expect(times(stranger, subjects)).toBe(0)
          if (out.size === 0) expect(times(stranger, subjects)).toBe(1)
        }
        if (out.size === 0) expect(subjects).toHaveLength(2)
      },
    ),
    { numRuns: runs(300) },
  )
})
