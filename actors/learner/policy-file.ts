import { z } from 'zod'
import { Head, headOf, outputsOf, ownNumbersOf } from './action-head.ts'
import { createComposedTask, taskParameters } from './composed-task.ts'
import { planOf } from './network/plan.ts'
import { bookSchema, hiddenSchema, type NetworkShape } from './network/shape.ts'
import type { Policy } from './policy.ts'
import type { Space, Value } from './space.ts'
import type { Task } from './task.ts'

/** What a schema found wrong with a part of a text. */
export interface SchemaFault {
  readonly text: string
  /** What the text is called. */
  readonly name: string
  readonly schema: z.ZodType
  /** The part: fields from the outermost on; none is all of it. */
  readonly within: readonly string[]
  readonly issues: readonly z.core.$ZodIssue[]
}

/** A file that is no policy, or not a whole one: its name, and why. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError'
  /** Where fields are at fault: which, for whoever knows the lines of the file. */
  readonly fault: SchemaFault | undefined

  constructor(message: string, { fault, ...options }: ErrorOptions & { fault?: SchemaFault } = {}) {
    super(message, options)
    this.fault = fault
  }
}

const FORMAT = 'outcry policy 1'
const REMEDY = 'give a file that `outcry train` wrote'

const numbers = z.array(z.number())
const moments = z.strictObject({ count: z.number().min(0), means: numbers, squares: numbers })

/** A policy as a file has it. */
const policyFile = z.strictObject({
  format: z.literal(FORMAT),
  task: z.looseObject({}),
  network: z.strictObject({
    book: bookSchema.optional(),
    hidden: hiddenSchema,
    weights: z.base64(),
    head: z.enum(Head).optional(),
  }),
  normaliser: moments,
  rewards: moments.optional(),
  /** How it was trained: for people. */
  training: z.record(z.string(), z.unknown()),
})

/** A frozen policy with the task that it was trained for. */
export interface TrainedPolicy {
  /** The task, as a file says it. */
  readonly given: Readonly<Record<string, unknown>>
  readonly task: Task<Float64Array, Value>
  readonly policy: Policy
  /** How it was trained: scenario, seeds, steps. */
  readonly training: Readonly<Record<string, unknown>>
}

/** A trained policy as text. Reading it back gives the same, to the bit. */
export function writePolicy({ given, policy, training }: Omit<TrainedPolicy, 'task'>): string {
  const { shape, weights, normaliser, rewards, head } = policy
  const bytes = new Uint8Array(4 * weights.length)
  const view = new DataView(bytes.buffer)
  weights.forEach((x, at) => {
    view.setFloat32(4 * at, x, true)
  })
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  const { book, hidden } = shape
  const network = { ...(book && { book }), hidden, weights: btoa(text), head }
  const file = { format: FORMAT, task: given, network, normaliser, rewards, training }
  return `${JSON.stringify(file, null, 2)}\n`
}

/**
 * Reads a trained policy.
 *
 * @param name what to call the text in a refusal
 * @throws PolicyError where it is none, or its network does not fit its task
 */
export function readPolicy(text: string, name: string): TrainedPolicy {
  const json = jsonOf(text, name)
  if ((json as { format?: unknown } | null)?.format !== FORMAT) {
    throw new PolicyError(`${name}: no policy: its format is not "${FORMAT}"; ${REMEDY}`)
  }
  const parsed = <Schema extends z.ZodType>(
    schema: Schema,
    data: unknown,
    within: readonly string[] = [],
  ): z.output<Schema> => {
    const found = schema.safeParse(data)
    if (found.success) return found.data
    const why = `${name}: no policy: ${[...within, z.prettifyError(found.error)].join(': ')}`
    throw new PolicyError(why, {
      fault: { text, name, schema, within, issues: found.error.issues },
    })
  }
  const said = parsed(policyFile, json)
  const { task: given, network, normaliser, rewards, training } = said
  const task = createComposedTask(parsed(taskParameters, given, ['task']))
  const { observationSpace, actionSpace } = task
  const inputs = observationSpace.kind === 'box' ? observationSpace.low.length : 0
  const { book, hidden, head } = network
  const [outputs, own] = numbersOf(actionSpace, head ?? headOf(actionSpace), name)
  const shape: NetworkShape = { inputs, ...(book && { book }), hidden, outputs }
  const size = sizeOf(shape, name) + own
  const weights = floatsOf(network.weights)
  const fits =
    weights.length === size &&
    normaliser.means.length === inputs &&
    normaliser.squares.length === inputs
  if (!fits) {
    throw new PolicyError(
      `${name}: a network of ${weights.length} numbers for ${normaliser.means.length} inputs does ` +
        `not fit its task, which has ${inputs} inputs and ${outputs} outputs: ${size}`,
    )
  }
  return {
    given,
    task,
    training,
    policy: {
      ...{ shape, weights, normaliser, rewards, head },
      ...{ observationSpace, actionSpace },
    },
  }
}

/** Numbers that the network gives, and those of the head's own. */
function numbersOf(space: Space, head: Head, name: string): readonly [number, number] {
  try {
    return [outputsOf(space, head), ownNumbersOf(space, head)]
  } catch (error) {
    throw new PolicyError(`${name}: ${(error as Error).message}`, { cause: error })
  }
}

function sizeOf(shape: NetworkShape, name: string): number {
  try {
    return planOf(shape).size
  } catch (error) {
    throw new PolicyError(`${name}: its network: ${(error as Error).message}`, { cause: error })
  }
}

function jsonOf(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const why = `${(error as Error).message}; ${REMEDY}`
    throw new PolicyError(`${name}: no policy: ${why}`, { cause: error })
  }
}

function floatsOf(base64: string): Float32Array {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const view = new DataView(bytes.buffer)
  return Float32Array.from({ length: bytes.length >>> 2 }, (_, at) => view.getFloat32(4 * at, true))
}
