import type { Fundamental } from '../actor.ts'
import type { ConstantParameters } from './parameters.ts'

/** A value that never moves: `value` ticks at every moment. */
export function createConstant({ value }: ConstantParameters): Fundamental {
  return () => value
}
