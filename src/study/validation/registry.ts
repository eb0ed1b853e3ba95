import { v05 } from './v05-sniping.ts'
import { v10 } from './v10-two-markets.ts'
import { v11 } from './v11-latency-arbitrage.ts'
import type { Validation } from './validation.ts'

/** Every published result that `outcry validate` knows, in the order in which it tells of them. */
export const VALIDATIONS = [v05, v10, v11] as readonly unknown[] as readonly Validation[]
