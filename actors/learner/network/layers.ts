import { bend as bendAll } from '../tanh.ts'
import type { BookPlan, BranchesPlan, ConvolutionPlan, DensePlan, PoolPlan } from './plan.ts'
import { multiply } from './product.ts'
import { createRecurrent } from './recurrent.ts'

/** A layer at work on one input: what it gives is overwritten by the next. It allocates nothing. */
export type Layer = (input: ArrayLike<number>) => Float64Array

/** A dense layer. */
export function createDense(
  { weights, biases, bend }: DensePlan,
  numbers: ArrayLike<number>,
): Layer {
  const out = new Float64Array(weights.columns)
  return (input) => {
    multiply(input, weights, biases, numbers, out)
    if (bend === 'tanh') bendAll(out)
    return out
  }
}

/** A layer of the book; a recurrent one begins each window anew. */
export function createBookLayer(plan: BookPlan, numbers: ArrayLike<number>): Layer {
  switch (plan.kind) {
    case 'conv':
      return createConvolution(plan, numbers)
    case 'pool':
      return createPool(plan)
    case 'branches':
      return createBranches(plan, numbers)
    default: {
      const { looks, weights } = plan
      const step = createRecurrent(plan, numbers)
      const memory = new Float64Array(step.memory)
      const look = new Float64Array(weights.rows)
      return (input) => {
        memory.fill(0)
        for (let nth = 0; nth < looks; nth++) {
          for (let at = 0; at < look.length; at++)
            look[at] = input[nth * look.length + at] as number
          step.look(look, memory, 0)
        }
        return step.said
      }
    }
  }
}

function createConvolution(plan: ConvolutionPlan, numbers: ArrayLike<number>): Layer {
  const { table, places, weights, biases, bend } = plan
  const { rows, columns: filters } = weights
  const out = new Float64Array(places * filters)
  const found = Array.from({ length: places }, (_, place) =>
    out.subarray(place * filters, (place + 1) * filters),
  )
  const seen = new Float64Array(rows)
  return (input) => {
    for (let place = 0; place < places; place++) {
      for (let nth = 0; nth < rows; nth++) {
        const of = table[place * rows + nth] as number
        seen[nth] = of < 0 ? 0 : (input[of] as number)
      }
      multiply(seen, weights, biases, numbers, found[place] as Float64Array)
    }
    if (bend === 'tanh') bendAll(out)
    else {
      const slope = bend === 'relu' ? 0 : LEAK
      for (let at = 0; at < out.length; at++) {
        if ((out[at] as number) < 0) out[at] = slope * (out[at] as number)
      }
    }
    return out
  }
}

/** The slope of `leaky-relu` below 0. */
export const LEAK = 0.01

function createPool({ looks, width }: PoolPlan): Layer {
  const out = new Float64Array(looks * width)
  return (input) => {
    for (let at = 0; at < out.length; at++) {
      let most = input[at] as number
      if (at >= width) most = Math.max(most, input[at - width] as number)
      if (at + width < out.length) most = Math.max(most, input[at + width] as number)
      out[at] = most
    }
    return out
  }
}

function createBranches({ branches, places, filters }: BranchesPlan, numbers: ArrayLike<number>) {
  const made = branches.map((plans) => plans.map((plan) => createBookLayer(plan, numbers)))
  const width = filters * branches.length
  const out = new Float64Array(places * width)
  return (input: ArrayLike<number>): Float64Array => {
    for (let nth = 0; nth < made.length; nth++) {
      let found = input
      for (const layer of made[nth] as readonly Layer[]) found = layer(found)
      for (let place = 0; place < places; place++) {
        for (let f = 0; f < filters; f++) {
          out[place * width + nth * filters + f] = found[place * filters + f] as number
        }
      }
    }
    return out
  }
}
