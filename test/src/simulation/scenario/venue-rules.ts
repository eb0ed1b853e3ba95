import fc from 'fast-check'

const share = fc.double({ min: 0.001, max: 0.999, noNaN: true })
const span = fc.constantFrom('1 ns', '350 us', '1.5 s', '5 min', 7)
const lots = fc.integer({ min: 1, max: 1_000_000 })
const rate = fc.constantFrom(0, 0.3, -0.25, 12)
const leg = fc.record(
  { perTrade: fc.integer({ min: -99, max: 99 }), perLot: rate, basisPoints: rate },
  { requiredKeys: [] },
)

/** What stands in front of a venue's books, and what it takes, as a file may say it. */
export const venueRules = {
  speedBump: fc.oneof(
    fc.record({ type: fc.constantFrom('symmetric', 'asymmetric'), delay: span }),
    fc.record({
      type: fc.constant('random'),
      min: fc.constantFrom('0 ns', '1 ms'),
      max: fc.constantFrom('1 ms', '3 ms'),
      holds: fc.constantFrom('everyone', 'takers'),
    }),
  ),
  guards: fc.record(
    {
      tickSizes: fc.constant([
        { from: 1, multiple: 1 },
        { from: 500, multiple: 5 },
      ]),
      lot: lots,
      reference: lots,
      staticCollar: share,
      dynamicCollar: share,
      maxSize: lots,
      maxNotional: fc.integer({ min: 1, max: 2 ** 43 }),
      throttle: fc.record(
        { messages: lots.map((count) => (count % 1_000) + 1), window: span },
        { requiredKeys: ['messages'] },
      ),
      positionLimit: lots,
      creditLimit: fc.nat(),
    },
    { requiredKeys: [] },
  ),
  breaker: fc.record(
    {
      reference: lots,
      bands: fc.record({ share, window: span, pause: span }, { requiredKeys: ['share'] }),
      levels: fc.constant([
        { fall: 0.07, halt: '15 min' },
        { fall: 0.2, halt: 'day' },
      ]),
      quiet: span,
      auction: fc.constantFrom('0 ns', '2 min'),
    },
    { requiredKeys: [] },
  ),
  fees: fc.record({ maker: leg, taker: leg, auction: leg }, { requiredKeys: [] }),
}
