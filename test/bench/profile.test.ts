import fc from 'fast-check'
import { expect, test } from 'vitest'
import { profileOf, sharesOf } from '../../bench/profile.ts'

const ROOT = 'file:///project/dist/'
const FRAMES = [
  ['sink', `${ROOT}src/kernel/queue.js`],
  ['pop', `${ROOT}src/kernel/queue.js`],
  ['', `${ROOT}actors/exchange/book/book.js`],
  ['(garbage collector)', ''],
  ['(program)', ''],
  ['(idle)', ''],
  ['next', 'file:///project/node_modules/rxjs/index.js'],
] as const

test('shares of a profile are those of its samples, and add up to one', () => {
  const sample = fc.tuple(fc.nat(FRAMES.length - 1), fc.integer({ min: 1, max: 1_000 }))
  const samples = fc
    .array(sample, { minLength: 1 })
    .filter((all) => all.some(([frame]) => FRAMES[frame]?.[0] !== '(idle)'))
  fc.assert(
    fc.property(samples, (all) => {
      const nodes = FRAMES.map(([functionName, url], id) => ({
        ...{ id, hitCount: 0 },
        callFrame: { functionName, url, scriptId: '', lineNumber: 0, columnNumber: 0 },
      }))
      const profile = sharesOf('x', ROOT, {
        ...{ nodes, startTime: 0, endTime: 0 },
        samples: all.map(([frame]) => frame),
        // A delta is the time since the sample before.
        timeDeltas: [7, ...all.map(([, time]) => time)],
      })
      const spent = (...names: readonly string[]): number =>
        all
          .filter(([frame]) => names.includes(FRAMES[frame]?.[0] as string))
          .reduce((sum, [, time]) => sum + time, 0)
      const total = spent('sink', 'pop', '', '(garbage collector)', '(program)', 'next')
      const { functions, folders, garbage, rest } = profile
      const share = (of: typeof functions, name: string): number =>
        of.find((each) => each.name === name)?.share ?? 0
      const said = [
        ...[
          share(functions, 'sink src/kernel/queue.ts'),
          share(functions, 'pop src/kernel/queue.ts'),
        ],
        share(functions, '(anonymous) actors/exchange/book/book.ts'),
        ...[share(folders, 'src/kernel'), share(folders, 'actors/exchange')],
        ...[garbage, rest, folders.reduce((sum, one) => sum + one.share, garbage + rest)],
      ]
      const plain = [
        ...[spent('sink'), spent('pop'), spent(''), spent('sink', 'pop'), spent('')],
        ...[spent('(garbage collector)'), spent('(program)', 'next'), total],
      ]
      said.forEach((each, nth) => {
        expect(each).toBeCloseTo((plain[nth] as number) / total, 9)
      })
      expect(profile.seconds).toBeCloseTo(total / 1e6, 9)
    }),
  )
})

test('a profile finds the function that takes the time', async () => {
  const spin = (): number => {
    let state = 1
    for (let nth = 0; nth < 2e7; nth++) state = Math.imul(state ^ nth, 0x2c1b3c6d)
    return state
  }
  const root = new URL('../', import.meta.url).href
  const { functions, folders } = await profileOf('spin', root, spin)
  expect(folders[0]).toMatchObject({ name: 'bench' })
  expect(functions[0]?.name).toBe('spin bench/profile.test.ts')
})

test('what has no samples has no profile', () => {
  const empty = { nodes: [], startTime: 0, endTime: 0, samples: [], timeDeltas: [] }
  expect(() => sharesOf('x', ROOT, empty)).toThrow(RangeError)
})
