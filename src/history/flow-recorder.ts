import { type OrderFlow, Step } from '../../actors/order-flow.ts'
import type { Side } from '../../protocols/kind.ts'
import type { FlowSink } from './flow-sink.ts'

/** Keeps what a record asks of a venue, step by step. */
export interface FlowRecorder extends FlowSink {
  /** When the steps that follow are taken, ns since the flow's beginning; not decreasing. */
  time: number
  /** What was kept so far. */
  flow(): OrderFlow
}

/**
 * A recorder that has kept nothing.
 *
 * @param toTicks a price of the record in ticks; may throw where it is none
 */
export function createFlowRecorder(toTicks: (price: number) => number): FlowRecorder {
  const times: number[] = []
  const steps: number[] = []
  const numbers: number[] = []
  const sides: number[] = []
  const prices: number[] = []
  const sizes: number[] = []
  let orders = 0

  const recorder: FlowRecorder = {
    time: 0,
    submit(number, side, price, size) {
      keep(Step.submit, number, side, toTicks(price), size)
    },
    reduce(number, side, price, total) {
      keep(Step.reduce, number, side, toTicks(price), total)
    },
    cancel(number, side) {
      keep(Step.cancel, number, side, 0, 0)
    },
    aggress(number, side, price, size) {
      keep(Step.aggress, number, side, toTicks(price), size)
    },
    taken(number, lots) {
      keep(Step.taken, number, 0, 0, lots)
    },
    flow: () => ({
      count: times.length,
      orders,
      times: Float64Array.from(times),
      steps: Uint8Array.from(steps),
      numbers: Uint32Array.from(numbers),
      sides: Uint8Array.from(sides),
      prices: Uint32Array.from(prices),
      sizes: Uint32Array.from(sizes),
    }),
  }

  function keep(step: Step, number: number, side: Side | 0, price: number, size: number): void {
    times.push(recorder.time)
    steps.push(step)
    numbers.push(number)
    sides.push(side)
    prices.push(price)
    sizes.push(size)
    orders = Math.max(orders, number)
  }
  return recorder
}
