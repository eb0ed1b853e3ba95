import { v01 } from './v01-zero-intelligence-unconstrained.ts'
import { v02 } from './v02-zero-intelligence-constrained.ts'
import { v03 } from './v03-stochastic-book.ts'
import { v05 } from './v05-sniping.ts'
import { v06 } from './v06-market-making.ts'
import { v07 } from './v07-order-flow.ts'
import { v08 } from './v08-michigan.ts'
import { v09 } from './v09-optimal-execution.ts'
import { v10 } from './v10-two-markets.ts'
import { v11 } from './v11-latency-arbitrage.ts'
import { v12 } from './v12-stylized-facts.ts'
import { v13 } from './v13-learning-to-execute.ts'
import { v14 } from './v14-inverse-learning.ts'
import type { Validation } from './validation.ts'

/** Every published result that `outcry validate` knows, in the order in which it tells of them. */
export const VALIDATIONS = [
  v01,
  v02,
  v03,
  v05,
  v06,
  v07,
  v08,
  v09,
  v10,
  v11,
  v12,
  v13,
  v14,
] as readonly unknown[] as readonly Validation[]
