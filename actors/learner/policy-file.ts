import { z } from 'zod'
import { Head, headOf, outputsOf, ownNumbersOf } from './action-head.ts'
import { createComposedTask, taskParameters } from './composed-task.ts'
import { planOf } from './network/plan.ts'
import { bookSchema, hiddenSchema, type NetworkShape } from './network/shape.ts'
import type { Policy } from './policy.ts'
import type { Space, Value } from './space.ts'
import type { Task } from './task.ts'

/** A file that is no policy, or not a whole one: its name, and why. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError'
}

const numbers = z.array(z.number())
const moments = z.strictObject({ count: z.number().min(0), means: numbers, squares: numbers })

/** A policy as a file has it. */
const policyFile = z.strictObject({
  format: z.literal('outcry policy 1'),
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
  const file = { format: 'outcry policy 1', task: given, network, normaliser, rewards, training }
  return `${JSON.stringify(file, null, 2)}\n`
}

/**
 * Reads a trained policy.
 *
 * @param name what to call the text in a refusal
 * @throws PolicyError where it is none, or its network does not fit its task
 */
export function readPolicy(text: string, name: string): TrainedPolicy {
  const parsed = policyFile.safeParse(jsonOf(text, name))
  if (!parsed.success) throw new PolicyError(`${name}: no policy: ${z.prettifyError(parsed.error)}`)
  const { task: given, network, normaliser, rewards, training } = parsed.data
  const known = taskParameters.safeParse(given)
  if (!known.success) throw new PolicyError(`${name}: its task: ${z.prettifyError(known.error)}`)
  const task = createComposedTask(known.data)
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
    const why = `${(error as Error).message}; give a file that \`outcry train\` wrote`
    throw new PolicyError(`${name}: no policy: ${why}`, { cause: error })
  }
}

function floatsOf(base64: string): Float32Array {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const view = new DataView(bytes.buffer)
  return Float32Array.from({ length: bytes.length >>> 2 }, (_, at) => view.getFloat32(4 * at, true))
}
