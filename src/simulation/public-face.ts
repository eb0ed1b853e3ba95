import { Observable, type Subscriber } from 'rxjs'
import { CELL_BYTES, CELL_WORDS } from '../../protocols/cells.ts'
import { decode, type WireBody } from '../../protocols/codec.ts'
import { Kind } from '../../protocols/kind.ts'
import type {
  DepthByOrder,
  DepthByPrice,
  Envelope,
  ExecutionReport,
  LifecycleNote,
  News,
  Quote,
  Session,
  Trade,
} from '../../protocols/message.ts'
import type { RecordSink } from '../kernel/recorder.ts'

/** What a simulation shows to whoever subscribes, as plain objects, when it has been said. */
export interface PublicFace {
  readonly trades$: Observable<Trade & Envelope>
  readonly quotes$: Observable<Quote & Envelope>
  readonly depth$: Observable<(DepthByPrice | DepthByOrder) & Envelope>
  readonly reports$: Observable<ExecutionReport & Envelope>
  readonly sessions$: Observable<Session & Envelope>
  readonly news$: Observable<News & Envelope>
  readonly lifecycle$: Observable<LifecycleNote & Envelope>
}

/**
 * Observables over a run's records. They observe and decide nothing; where nobody subscribes they
 * cost nothing, and a subscriber is shown only the kinds it asked for.
 *
 * @param sinks the run's, to which this adds itself when somebody first subscribes
 * @returns the observables, and what completes them when the run is over
 */
export function createPublicFace(sinks: RecordSink[]): PublicFace & { complete(): void } {
  const audiences = new Map<number, Set<Subscriber<unknown>>>()
  let isListening = false

  const show: RecordSink = {
    append(words, cell, count) {
      const kind = ((words[cell * CELL_WORDS] as number) >>> 16) & 255
      const audience = audiences.get(kind)
      if (audience === undefined || audience.size === 0) return
      const begin = words.byteOffset + cell * CELL_BYTES
      const decoded = decode(new Uint8Array(words.buffer, begin, count * CELL_BYTES))
      if (!decoded.ok) throw new Error(`the run said what is no message: ${decoded.reason}`)
      for (const subscriber of audience) subscriber.next(decoded.message)
    },
  }

  const observe = <M extends WireBody>(...kinds: number[]): Observable<M & Envelope> =>
    new Observable((subscriber) => {
      if (!isListening) sinks.push(show)
      isListening = true
      for (const kind of kinds) {
        const audience = audiences.get(kind) ?? new Set()
        audiences.set(kind, audience.add(subscriber))
      }
      return () => {
        for (const kind of kinds) audiences.get(kind)?.delete(subscriber)
      }
    })

  return {
    trades$: observe<Trade>(Kind.trade),
    quotes$: observe<Quote>(Kind.quote),
    depth$: observe<DepthByPrice | DepthByOrder>(Kind.depthByPrice, Kind.depthByOrder),
    reports$: observe<ExecutionReport>(...REPORTS),
    sessions$: observe<Session>(Kind.session),
    news$: observe<News>(Kind.news),
    lifecycle$: observe<LifecycleNote>(Kind.lifecycle),
    complete() {
      for (const audience of audiences.values()) {
        for (const subscriber of [...audience]) subscriber.complete()
      }
    },
  }
}

const REPORTS = [
  Kind.accepted,
  Kind.rejected,
  Kind.partialFill,
  Kind.fill,
  Kind.cancelled,
  Kind.replaced,
  Kind.expired,
  Kind.refused,
  Kind.massCancelled,
  Kind.triggered,
  Kind.repriced,
]
