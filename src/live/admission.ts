import type { JetStreamManager } from '@nats-io/jetstream'
import { EVERYONE } from '../../protocols/layout.ts'
import { createFloodGuard, type FloodTerms } from './flood-guard.ts'
import { inputSubjects, type LiveNames } from './names.ts'

/** What an admission is of. */
export interface AdmissionOptions extends FloodTerms {
  readonly jsm: JetStreamManager
  readonly names: LiveNames
  /** By dense id. */
  readonly keys: readonly string[]
  readonly note: (text: string) => void
}

/** ms after which a change of the stream that failed is tried again. */
const RETRY = 500
/** ms after which it is looked whether the stream is as it should be, though nothing changed. */
const LOOK = 10_000

/**
 * Whom the stream of inputs takes messages of. Who floods is cut off where it costs least: its subject
 * is none of the stream's for a time, so that the server drops what it sends, and nobody reads it.
 * Who waits for acknowledgements is told that there is no stream, and loses nothing: it sends again.
 */
export class Admission {
  private readonly options: AdmissionOptions
  private readonly guard
  /** Of whom the stream takes nothing, as far as is known. */
  private left: ReadonlySet<number> | undefined
  /** Since it was last as it should be, or what failed; ms. */
  private lookedAt = Number.NEGATIVE_INFINITY
  private isAsking = false
  private hasFailed = false

  constructor(options: AdmissionOptions) {
    this.options = options
    this.guard = createFloodGuard(options)
  }

  /** Hears that messages of a participant, or of no participant (`EVERYONE`), were refused; see `FloodGuard`. */
  refused(participant: number, messages: number, at: number, now: number): void {
    const { keys, note } = this.options
    const pause = this.guard.refused(participant, messages, at, now)
    if (pause === 0) return
    const who = participant === EVERYONE ? 'who is no participant' : keys[participant]
    note(`${who} floods: nothing is taken of it for ${pause / 1000} s`)
    this.keep(now)
  }

  /** Has the stream take what it should at a time, ms. */
  keep(now: number): void {
    const out = this.guard.outAt(now)
    const isNew = out !== this.left
    const since = now - this.lookedAt
    if (this.isAsking || since < (this.hasFailed ? RETRY : isNew ? 0 : LOOK)) return
    this.isAsking = true
    this.lookedAt = now
    this.have(out, isNew).then(
      () => {
        this.left = out
        this.isAsking = this.hasFailed = false
      },
      (error: Error) => {
        if (!this.hasFailed) this.options.note(`the stream stays as it is: ${error.message}`)
        this.isAsking = false
        this.hasFailed = true
      },
    )
  }

  /** Another exchange of before, which did not know yet, may have changed it meanwhile. */
  private async have(out: ReadonlySet<number>, isNew: boolean): Promise<void> {
    const { jsm, names, keys } = this.options
    const subjects = inputSubjects(names, keys, out)
    if (!isNew) {
      const { config } = await jsm.streams.info(names.inputs)
      if (`${[...config.subjects].sort()}` === `${[...subjects].sort()}`) return
    }
    await jsm.streams.update(names.inputs, { subjects })
  }

  /** Whether the stream takes nothing of a participant. */
  isOut(participant: number): boolean {
    return this.left?.has(participant) === true
  }

  /** Of how many the stream takes nothing. */
  get out(): number {
    return this.left?.size ?? 0
  }

  /** How often somebody was cut off. */
  get times(): number {
    return this.guard.times
  }
}
