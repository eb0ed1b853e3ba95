import fc from 'fast-check'
import { z } from 'zod'
import { CAST } from '../../simulation/cast.ts'
import { didYouMean } from '../../simulation/scenario/did-you-mean.ts'

/** What a scenario's JSON Schema says of a field. */
interface Field {
  readonly default?: unknown
  readonly type?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly enum?: readonly string[]
}

/** A field is drawn between these shares of its default. */
const LEAST = 25
const MOST = 400

/**
 * Parameters of a trader of this type as a scenario says them: each number, time, choice and switch is left
 * out or drawn between a quarter and four times its default, within what the type allows. They shrink
 * towards none, which are the defaults; what has no default, or is made of parts, is left out.
 *
 * @param type such as `momentum`
 * @throws RangeError where there is no such type
 */
export function traderParameters(type: string): fc.Arbitrary<Record<string, unknown>> {
  const trader = Object.hasOwn(CAST, type) ? CAST[type as keyof typeof CAST] : undefined
  if (trader === undefined) {
    throw new RangeError(`there is no trader "${type}"${didYouMean(type, Object.keys(CAST))}`)
  }
  const { parameters } = trader
  const { properties = {} } = z.toJSONSchema(parameters, { io: 'input' })
  const fields = Object.entries(properties).flatMap(([name, field]) => {
    const drawn = draw(field as Field)
    return drawn === undefined ? [] : [[name, drawn] as const]
  })
  const record = fc.record(Object.fromEntries(fields), { requiredKeys: [] })
  // Fields may depend on one another: a trader wakes from some time to a later one.
  return record.filter((given) => parameters.safeParse(given).success)
}

function draw(field: Field): fc.Arbitrary<unknown> | undefined {
  const { default: usual, type, minimum = 0, maximum = Number.POSITIVE_INFINITY } = field
  if (field.enum !== undefined) return fc.constantFrom(...field.enum)
  if (typeof usual === 'boolean') return fc.boolean()
  const share = fc.integer({ min: LEAST, max: MOST })
  if (typeof usual === 'number' && usual > 0) {
    return share.map((percent) => {
      const value = Math.min(maximum, Math.max(minimum, (usual * percent) / 100))
      return type === 'integer' ? Math.round(value) : value
    })
  }
  const [, size, unit] = (typeof usual === 'string' && TIME.exec(usual)) || []
  if (size === undefined || Number(size) === 0) return undefined
  return share.map((percent) => `${((Number(size) * percent) / 100).toFixed(3)} ${unit}`)
}

const TIME = /^(\d+(?:\.\d+)?) ?(us|ms|s|min|h|d)$/
