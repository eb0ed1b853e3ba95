import { expect, test } from 'vitest'
import { parseScenario } from '../../../../src/simulation/scenario/load.ts'
import { ScenarioError } from '../../../../src/simulation/scenario/scenario-error.ts'

const HEAD = `name: small
instruments: [{ symbol: ABM, fundamental: { type: constant } }]
venues:
`

/** The lines with which a file is refused whose venue says this; none where it loads. */
function refusalOf(rules: string): string[] {
  try {
    parseScenario(`${HEAD}  - { name: exchange, ${rules} }\n`, 'x.yaml')
  } catch (error) {
    if (error instanceof ScenarioError) return error.message.split('\n')
    throw error
  }
  return []
}

const MISTAKES: readonly (readonly [string, string, string])[] = [
  [
    'a guard that there is not',
    'guards: { maxsize: 5 }',
    'x.yaml:4:33 venues[0].guards.maxsize is not a field (did you mean "maxSize"?): the fields ' +
      'here are tickSizes, lot, reference, staticCollar, dynamicCollar, maxSize, maxNotional, ' +
      'throttle, positionLimit, creditLimit, tradeThrough',
  ],
  [
    'a collar of more than the reference',
    'guards: { staticCollar: 10 }',
    'x.yaml:4:47 venues[0].guards.staticCollar must be a number, above 0 and below 1, not 10',
  ],
  [
    'tick sizes that do not rise',
    'guards: { tickSizes: [{ from: 9, multiple: 5 }, { from: 1, multiple: 1 }] }',
    'x.yaml:4:44 venues[0].guards.tickSizes is [{"from":9,"multiple":5},{"from":1,"multiple":1}]: ' +
      'the prices from which tick sizes hold must rise from one to the next',
  ],
  [
    'a throttle whose cancels are neither',
    'guards: { throttle: { messages: 5, cancels: exampt } }',
    'x.yaml:4:67 venues[0].guards.throttle.cancels must be one of "exempt", "counted", not ' +
      '"exampt" (did you mean "exempt"?)',
  ],
  [
    'a pause that is none',
    'breaker: { bands: { share: 0.05, pause: "0 ns" } }',
    'x.yaml:4:63 venues[0].breaker.bands.pause must be above 0 ns where no auction follows, not "0 ns"',
  ],
  [
    'a halt for a week',
    'breaker: { levels: [{ fall: 0.1, halt: week }] }',
    'x.yaml:4:62 venues[0].breaker.levels[0].halt must be "day", or a duration of at least 1 ns, ' +
      'as in "15 min", not "week"',
  ],
  [
    'a fee that is finer than money is counted',
    'fees: { taker: { perLot: 0.12345678 } }',
    'x.yaml:4:48 venues[0].fees.taker.perLot must have at most 6 decimals, not 0.12345678',
  ],
  [
    'a bump of an unknown type',
    'speedBump: { type: symetric, delay: "1 ms" }',
    'x.yaml:4:42 venues[0].speedBump.type must be one of "symmetric", "asymmetric", "random", ' +
      'not "symetric" (did you mean "symmetric"?)',
  ],
  [
    'a bump whose least is its most and more',
    'speedBump: { type: random, min: "3 ms", max: "1 ms" }',
    'x.yaml:4:55 venues[0].speedBump.min is "3 ms": min must not be above max',
  ],
]

test.each(MISTAKES)('%s is refused where it stands', (_title, rules, line) => {
  expect(refusalOf(rules)).toEqual([line])
})

test('a venue may have guards, a breaker, fees and a bump, with their defaults', () => {
  const rules =
    'guards: { throttle: { messages: 5 } }, breaker: { bands: { share: 0.05 } }, ' +
    'fees: { taker: { perLot: 0.3 } }, speedBump: { type: symmetric, delay: "350 us" }'
  const [venue] = parseScenario(`${HEAD}  - { name: exchange, ${rules} }\n`, 'x.yaml').venues
  const none = { perTrade: 0, perLot: 0, basisPoints: 0 }
  expect(venue).toMatchObject({
    guards: { throttle: { messages: 5, window: 1e9, cancels: 'exempt' } },
    breaker: {
      bands: { window: 300e9, step: 0.01, hold: 30e9, limitState: 15e9, pause: 300e9 },
      levels: [],
      quiet: 2_100e9,
      auction: 0,
    },
    fees: { maker: none, taker: { ...none, perLot: 0.3 }, auction: none },
    speedBump: { type: 'symmetric', delay: 350_000 },
  })
})
