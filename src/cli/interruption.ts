import { CommandFailure } from './failure.ts'

/** Whether somebody asked the program to stop. */
export interface Interruption {
  /** The signal that came, if one has. */
  readonly signal: NodeJS.Signals | undefined
  /** Stops listening. */
  end(): void
}

/** The exit code of a program that a signal ended, by custom 128 and the signal's number. */
export const codeOf = (signal: NodeJS.Signals): number => (signal === 'SIGTERM' ? 143 : 130)

/** What went wrong, and where it did because somebody stopped the work, with the signal's exit code. */
export function asInterrupted(error: unknown, { signal }: Interruption): unknown {
  if (signal === undefined) return error
  const message = error instanceof Error ? error.message : String(error)
  return new CommandFailure(message, codeOf(signal), error)
}

/**
 * Listens for Ctrl-C and SIGTERM. The first is noted, for whoever asks between two slices of work;
 * the second ends the program at once.
 */
export function listenForInterruption(heard: (signal: NodeJS.Signals) => void): Interruption {
  let first: NodeJS.Signals | undefined
  const listen = (signal: NodeJS.Signals): void => {
    if (first !== undefined) process.exit(codeOf(signal))
    first = signal
    heard(signal)
  }
  process.on('SIGINT', listen)
  process.on('SIGTERM', listen)
  return {
    get signal() {
      return first
    },
    end() {
      process.off('SIGINT', listen)
      process.off('SIGTERM', listen)
    },
  }
}
