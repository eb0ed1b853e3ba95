import fc from 'fast-check'

/**
 * NASDAQ TotalView-ITCH 5.0 once more, as the specification's tables have it: for each type the
 * fields and their bytes. `#` is a whole number, `$` text, `c` one character, `s` a side.
 */
const TABLES = `
S eventCode:c1
R stock:$8 marketCategory:c1 financialStatus:c1 roundLotSize:#4 roundLotsOnly:c1 issueClassification:c1 issueSubType:$2 authenticity:c1 shortSaleThreshold:c1 ipoFlag:c1 luldReferencePriceTier:c1 etpFlag:c1 etpLeverageFactor:#4 inverse:c1
H stock:$8 tradingState:c1 reserved:c1 reason:$4
Y stock:$8 action:c1
L mpid:$4 stock:$8 primaryMarketMaker:c1 marketMakerMode:c1 participantState:c1
V level1:#8 level2:#8 level3:#8
W breachedLevel:c1
K stock:$8 releaseTime:#4 releaseQualifier:c1 price:#4
J stock:$8 referencePrice:#4 upperPrice:#4 lowerPrice:#4 extension:#4
h stock:$8 marketCode:c1 action:c1
A order:#8 side:s1 shares:#4 stock:$8 price:#4
F order:#8 side:s1 shares:#4 stock:$8 price:#4 attribution:$4
E order:#8 shares:#4 match:#8
C order:#8 shares:#4 match:#8 printable:c1 price:#4
X order:#8 shares:#4
D order:#8
U order:#8 newOrder:#8 shares:#4 price:#4
P order:#8 side:s1 shares:#4 stock:$8 price:#4 match:#8
Q shares:#8 stock:$8 price:#4 match:#8 crossType:c1
B match:#8
I pairedShares:#8 imbalanceShares:#8 direction:c1 stock:$8 farPrice:#4 nearPrice:#4 referencePrice:#4 crossType:c1 priceVariation:c1
N stock:$8 interest:c1
O stock:$8 openEligibility:c1 minimumPrice:#4 maximumPrice:#4 nearExecutionPrice:#4 nearExecutionTime:#8 lowerCollar:#4 upperCollar:#4
`

interface Field {
  readonly name: string
  readonly kind: string
  readonly width: number
}

const HEADER = 'stockLocate:#2 trackingNumber:#2 timestamp:#6'

/** By type, the fields of its messages. */
export const TYPES: ReadonlyMap<string, readonly Field[]> = new Map(
  TABLES.trim()
    .split('\n')
    .map((row) => {
      const [type = '', ...fields] = row.split(' ')
      const all = [...HEADER.split(' '), ...fields].map((field) => {
        const [, name = '', kind = '', width = ''] = /^(\w+):(.)(\d)$/.exec(field) ?? []
        return { name, kind, width: Number(width) }
      })
      return [type, all]
    }),
)

/** Bytes of a message of each type, as the specification's pages add up. */
export const SIZES: Readonly<Record<string, number>> = {
  ...{ S: 12, R: 39, H: 25, Y: 20, L: 26, V: 35, W: 12, K: 28, J: 35, h: 21, A: 36, F: 40 },
  ...{ E: 31, C: 36, X: 23, D: 19, U: 35, P: 44, Q: 40, B: 19, I: 50, N: 20, O: 48 },
}

/** A message, by the names of its fields. */
type Message = Readonly<Record<string, unknown>>

/** A message's bytes. */
export function encode(message: Message): Buffer {
  const fields = TYPES.get(String(message.type)) ?? []
  const parts = fields.map(({ name, kind, width }) => {
    const value = message[name]
    if (kind !== '#') return Buffer.from(String(value).padEnd(width), 'latin1')
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64BE(BigInt(Number(value)))
    return bytes.subarray(8 - width)
  })
  return Buffer.concat([Buffer.from(String(message.type)), ...parts])
}

/** Messages as they stand in a file, behind their lengths; or, `implied`, behind zeros. */
export function framed(messages: readonly object[], implied = false): Buffer {
  return Buffer.concat(
    messages.flatMap((message) => {
      const bytes = encode(message as Message)
      const length = Buffer.alloc(2)
      length.writeUInt16BE(implied ? 0 : bytes.length)
      return [length, bytes]
    }),
  )
}

const character = fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code))
const anyValueOf = ({ kind, width }: Field): fc.Arbitrary<unknown> => {
  if (kind === '#') return fc.maxSafeNat().map((value) => Math.floor(value % 256 ** width))
  if (kind === 's') return fc.constantFrom('B', 'S')
  if (kind === 'c') return character
  return fc.array(character, { maxLength: width }).map((text) => text.join('').trimEnd())
}

/** Any message of any type, over the whole range of each of its fields. */
export const anyMessage: fc.Arbitrary<Message> = fc.constantFrom(...TYPES.keys()).chain((type) => {
  const fields = (TYPES.get(type) ?? []).map((field) => [field.name, anyValueOf(field)] as const)
  return fc.record({ type: fc.constant(type), ...Object.fromEntries(fields) })
})
