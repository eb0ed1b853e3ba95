import { memoryUsage } from 'node:process'

/** What a process has of memory, MB of 2^20 bytes. */
export interface Memory {
  /** Of the machine's. */
  readonly resident: number
  /** In use by its objects, and by buffers beside them. */
  readonly heap: number
  readonly buffers: number
}

/** What this process has of memory now; where it may collect garbage (`node --expose-gc`), after that. */
export function memoryNow(): Memory {
  globalThis.gc?.()
  const { rss, heapUsed, external } = memoryUsage()
  return { resident: rss / MB, heap: heapUsed / MB, buffers: external / MB }
}

const MB = 2 ** 20
