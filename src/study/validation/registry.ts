import { v05 } from './v05-sniping.ts'
import type { Validation } from './validation.ts'

/** Every published result that `outcry validate` knows, in the order in which it tells of them. */
export const VALIDATIONS = [v05] as readonly unknown[] as readonly Validation[]
