import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { createSequencedMarket } from '../src/live/sequenced-market.ts'
import { loadScenario } from '../src/simulation/scenario/load.ts'
import { add, bytesOf, createBatch } from '../src/transport/batch.ts'
import { createNatsTransport, type NatsMeeting } from '../src/transport/nats.ts'
import type { Transport } from '../src/transport/transport.ts'
import { createWorkerTransport, type SharedRings } from '../src/transport/worker.ts'

/** Who orders, as the venues know it, and the ends of the two. */
const PARTICIPANT = 1
export const CLIENT = 0
export const MARKET = 1
/** ns of the market's from one frame to the next. */
const STEP = 1_000

/** Over what a market in a thread of its own is reached. */
export type Reached =
  | { readonly rings: SharedRings; readonly meeting?: undefined }
  | { readonly meeting: NatsMeeting; readonly rings?: undefined }

/**
 * The venues of a scenario at one end of a transport: takes each batch that comes as a participant's
 * orders, and hands back the reports that they brought about.
 * @returns what takes the next batch, and says whether there was anything in it
 */
export function serveMarket(end: Transport): () => boolean {
  const market = createSequencedMarket(loadScenario('tiny'))
  const heard = createBatch()
  let time = 0
  return () => {
    heard.used = 0
    end.drain((words, cell, count) => add(heard, words, cell, count))
    if (heard.used === 0) return false
    time += STEP
    market.take(time, PARTICIPANT, bytesOf(heard))
    const reports = market.said().reports.get(PARTICIPANT)
    if (reports !== undefined) {
      for (let cell = 0; cell < reports.used; cell++) end.post(CLIENT, reports.cells.words, cell, 1)
    }
    end.flush()
    return true
  }
}

if (!isMainThread && (workerData as Partial<Reached> | null) !== null) {
  const { rings, meeting } = workerData as Reached
  const end = rings
    ? createWorkerTransport(rings, MARKET)
    : createNatsTransport(meeting, { self: MARKET, partitions: 2, hasListener: false })
  const serve = serveMarket(end)
  parentPort?.postMessage('listens')
  while (serve());
  end.close()
}
