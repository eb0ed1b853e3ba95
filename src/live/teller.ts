import { payloadsOf } from '../transport/batch.ts'
import type { OutputLog } from './output-log.ts'
import type { SequencedMarket } from './sequenced-market.ts'

/** The most inputs whose outcome is said together, and cells of one payload: 256 KB. */
const TOGETHER = 64
const PAYLOAD = 4_096

/** Says what inputs brought about. */
export interface Teller {
  /** An input has been taken, the next one of the stream. */
  say(input: number): void
  /** Says at once what is unsaid. @throws LiveError where another has taken over, or the stream is full */
  tell(): void
}

/** Whom a teller tells. */
export interface TellerOptions {
  readonly market: SequencedMarket
  readonly log: Pick<OutputLog, 'had' | 'append'>
  /** The subject of a participant's reports. */
  readonly subjectOf: (participant: number) => string
  /** Hears the market's data, piece by piece. */
  readonly publish: (payload: Uint8Array) => void
  /** Calls back when what came together has been taken. */
  readonly later: (tell: () => void) => void
}

/**
 * What an input brought about is said with that of the inputs that came with it, so that a burst costs
 * the stream few messages; alone, it waits for nothing. What the log has is not said again: of a group
 * of inputs of which it has a part, the same group is made, and the rest of it said.
 */
export function createTeller(options: TellerOptions): Teller {
  const { market, log, subjectOf, publish, later } = options
  const { had } = log
  let first: number | undefined
  let last = 0

  const tell = (): void => {
    if (first === undefined) return
    const { reports, data } = market.said()
    let part = 0
    for (const [participant, batch] of reports) {
      for (const payload of payloadsOf(batch, PAYLOAD)) {
        part++
        if (last === had.input && part <= had.part) continue
        log.append({ first, input: last, part }, subjectOf(participant), payload)
      }
    }
    for (const payload of payloadsOf(data, PAYLOAD)) publish(payload)
    first = undefined
  }

  return {
    tell,
    say(input) {
      if (input < had.first) {
        market.said()
        return
      }
      const isAlone = first === undefined
      first ??= input
      last = input
      if (input < had.input) return
      if (input === had.input || input - first + 1 >= TOGETHER) tell()
      else if (isAlone) later(tell)
    },
  }
}
