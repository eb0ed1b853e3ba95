import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { meanInterval } from '../../../src/study/training/evaluation.ts'
import { SMALL_FILE } from '../learning/small-market.ts'
import { emptyFolder, outcry } from './in-process.ts'

const FOLDER = emptyFolder()
const file = (name: string): string => join(FOLDER, name)

beforeAll(async () => {
  writeFileSync(file('small.yaml'), SMALL_FILE)
  writeFileSync(
    file('buyer.yaml'),
    `
scenario: ${file('small.yaml')}
updates: 2
test: { first: 800, count: 4 }
task:
  { from: 20 s, interval: 4 s, steps: 4, settle: 1 s, parent: { side: buy, quantity: 8, finish: market },
    observe: [time-left, inventory], act: { type: remainder-at, reach: 3, beyond: 1 }, reward: [shortfall] }
ppo: { nSteps: 32, batchSize: 16, hidden: [8] }
`,
  )
  await outcry('train', file('buyer.yaml'), '--out', file('buyer.policy.json'))
})

describe('outcry evaluate', () => {
  test('plays everybody on the same seeds, and says by how much the policy is better', async () => {
    const args = ['evaluate', file('buyer.policy.json'), '--threads', '1']
    args.push('--first-seed', '1', '--seeds', '25')
    const said = await outcry(...args, '--against', 'twap,ac:4', '--json')
    expect(said).toMatchObject({ code: 0, err: '' })
    const { contenders, seeds } = JSON.parse(said.out)
    expect(seeds).toEqual({ first: 1, count: 25 })
    expect(contenders.map(({ name }: { name: string }) => name)).toEqual(['policy', 'twap', 'ac:4'])
    const [own, twap] = contenders
    const differences = own.returns.map((x: number, nth: number) => x - twap.returns[nth])
    expect(twap.advantage).toEqual(meanInterval(differences))
    expect(own.verdict).toBeUndefined()

    const again = await outcry(...args, '--against', 'ac:4,twap', '--json', '--first-seed', '6')
    const other = JSON.parse(again.out).contenders
    expect(other[0].returns.slice(0, 20)).toEqual(own.returns.slice(5))
    expect(other[2].returns.slice(0, 20)).toEqual(twap.returns.slice(5))

    const threaded = await outcry(...args, '--against', 'twap,ac:4', '--json', '--threads', '2')
    expect(threaded.out).toBe(said.out)

    const table = await outcry(...args, '--against', 'passive')
    expect(table.out).toMatch(/buyer.policy.json in .*small.yaml, seeds 1 to 25\n/)
    expect(table.out).toMatch(/\npassive +-?\d+\.\d+ \[-?\d/)
  })

  test('plays the seeds that the training file says, unless told otherwise', async () => {
    const args = ['evaluate', file('buyer.policy.json'), '--threads', '1', '--json']
    const seedsOf = async (...more: string[]) =>
      JSON.parse((await outcry(...args, ...more)).out).seeds
    expect(await seedsOf()).toEqual({ first: 800, count: 4 })
    expect(await seedsOf('--first-seed', '700')).toEqual({ first: 700, count: 4 })
    expect(await seedsOf('--seeds', '2')).toEqual({ first: 800, count: 2 })
  })

  test('says of who quotes by how much the quotes lean against what is held', async () => {
    const quoting = `scenario: ${file('small.yaml')}
updates: 1
task:
  { from: 20 s, interval: 4 s, steps: 20, settle: 1 s, observe: [position],
    act: { type: quotes, size: 1, limit: 4, skews: 2 }, reward: [wealth-change] }
ppo: { nSteps: 20, hidden: [4] }
`
    writeFileSync(file('maker.yaml'), quoting)
    await outcry('train', file('maker.yaml'), '--out', file('maker.json'))
    const args = ['evaluate', file('maker.json'), '--threads', '1', '--seeds', '6']
    const said = await outcry(...args, '--against', 'fixed,skewed:1:4', '--json')
    const [, fixed, skewed] = JSON.parse(said.out).contenders
    expect(fixed.skew).toMatchObject({ estimate: 0, low: 0, high: 0 })
    // Two ticks at four lots, in whole ticks: half a tick a lot or so.
    expect(skewed.skew.estimate / 1000).toBeGreaterThan(-0.8)
    expect(skewed.skew.estimate / 1000).toBeLessThan(-0.3)
  })

  test('tells what learning against it does to a policy, from its first decision on', async () => {
    const followers = (until: string) => `${SMALL_FILE.replace('quote]', 'quote, depthByPrice]')}
  - name: followers
    type: learning
    count: 3
    parameters:
      ${until}
      task:
        { from: 2 s, interval: 1 s, steps: 60, observe: [position],
          act: { type: target, size: 20 }, reward: [wealth-change] }
      algorithm: { type: q-table, cuts: [[-3, 3]], explorationSteps: 30 }`
    writeFileSync(file('learning.yaml'), followers(''))
    writeFileSync(file('still.yaml'), followers('learnUntil: 10 s'))
    const stress = async (scenario: string) => {
      const args = ['--scenario', file(scenario), '--seeds', '3', '--threads', '1']
      const of = ['evaluate', file('buyer.policy.json'), ...args]
      const said = await outcry(...of, '--stress', '--against', 'twap', '--json')
      expect(said).toMatchObject({ code: 0, err: '' })
      return { ...JSON.parse(said.out), plain: await outcry(...of, '--json') }
    }
    const found = await stress('learning.yaml')
    expect(found).toMatchObject({ opponents: ['followers'], from: '20 s' })
    const [policy, twap] = found.contenders
    expect(twap.name).toBe('twap')
    // Those who go on learning are the market as it is; those who freeze are another one.
    const [plain] = JSON.parse(found.plain.out).contenders
    expect(policy.learning).toEqual(plain.mean)
    // Its buyer has done all at once; a schedule meets what they learned.
    const { frozen, learning, difference } = twap
    expect(difference.estimate).not.toBe(0)
    expect(difference.estimate).toBeCloseTo(learning.estimate - frozen.estimate, 9)
    // Who had stopped before the first decision cannot be told from who freezes then.
    for (const { difference } of (await stress('still.yaml')).contenders) {
      expect(difference).toMatchObject({ estimate: 0, low: 0, high: 0 })
    }
    const nobody = await outcry('evaluate', file('buyer.policy.json'), '--stress')
    expect(nobody).toMatchObject({ code: 2 })
    expect(nobody.err).toMatch(/--stress: nobody learns in .*small.yaml: name a --scenario/)
  })

  test.each([
    [['--against', 'twup'], /--against twup: there is no such baseline/],
    [['--against', 'fixed'], /--against fixed: it quotes, and the task acts otherwise/],
    [
      ['--first-seed', '999990', '--seeds', '20'],
      /seeds 1000000 to 10000\d\d served the training: take others/,
    ],
    [['--seeds', '1'], /whole number, 2 to 100000/],
    [['--scenario', 'nowhere'], /nowhere/],
  ])('refuses %j', async (more, refusal) => {
    const said = await outcry('evaluate', file('buyer.policy.json'), ...more)
    expect(said.err).toMatch(refusal)
    expect(said).toMatchObject({ code: 2, out: '' })
  })

  test('refuses what is no policy', async () => {
    const none = await outcry('evaluate', file('none.json'))
    expect(none.err).toMatch(/none.json: there is no such file, nor a shipped policy/)
    expect(none.code).toBe(2)
    const other = await outcry('evaluate', file('small.yaml'))
    expect(other.err).toMatch(/small.yaml: no policy/)
    expect(other.code).toBe(2)
  })

  test('tells the line and the value of each field of a policy that is wrong', async () => {
    const text = readFileSync(file('buyer.policy.json'), 'utf8')
    const changed = JSON.parse(text)
    changed.network.hidden = [4, 'eight']
    changed.task.steps = 0
    const bad = JSON.stringify(changed, null, 2)
    writeFileSync(file('bad.json'), bad)
    const lineOf = (what: string) => bad.slice(0, bad.indexOf(what)).split('\n').length
    const said = await outcry('evaluate', file('bad.json'))
    expect(said.err).toMatch(`bad.json:${lineOf('"eight"')}:7 network.hidden[1] must be`)
    expect(said).toMatchObject({ code: 2, out: '' })
    changed.network.hidden = [4]
    writeFileSync(file('bad.json'), JSON.stringify(changed, null, 2))
    const again = await outcry('evaluate', file('bad.json'))
    expect(again.err).toMatch(/bad.json:\d+:\d+ task.steps must be .*, not 0\n$/)
  })
})

test('outcry policies lists what a folder has', async () => {
  const said = await outcry('policies', FOLDER)
  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out).toMatch(/buyer +ppo +.*small.yaml +remainder-at +64 /)
  const { out } = await outcry('policies', FOLDER, '--json')
  expect(JSON.parse(out)).toMatchObject([{ name: 'buyer', inputs: 2, steps: 64 }])
  mkdirSync(file('empty'))
  expect((await outcry('policies', file('empty'))).out).toMatch(/no policies in .*empty/)
  expect(await outcry('policies', file('none'))).toMatchObject({
    code: 2,
    err: expect.stringMatching(/none: there is no such folder\n$/),
  })
  expect(readFileSync(file('buyer.policy.json'), 'utf8')).toContain('"episodes"')
})

test('the interval of a mean covers it as often as it says', () => {
  let covered = 0
  for (let trial = 0; trial < 200; trial++) {
    // A fixed sequence that fills the unit square evenly: no chance in a test.
    const values = Array.from({ length: 60 }, (_, nth) => ((trial * 60 + nth) * 0.754877) % 1)
    const shuffled = values.map((x, nth) => (x * 7919 + nth * nth * 0.56984) % 1)
    const { low, high } = meanInterval(shuffled)
    if (low <= 0.5 && 0.5 <= high) covered++
  }
  expect(covered).toBeGreaterThan(180)
})
