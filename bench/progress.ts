/** What is told on a terminal of how far the benches have come. */
export interface BenchProgress {
  begin(bench: string, nth: number, of: number): void
  /** A turn of all cases of the bench in hand begins. */
  turn(nth: number, of: number): void
  clear(): void
}

const CLEAR = '\r\u001b[K'

/** One line that is written over itself; nothing where `stream` is no terminal. */
export function createBenchProgress(stream: NodeJS.WriteStream): BenchProgress {
  if (!stream.isTTY) return { begin: () => {}, turn: () => {}, clear: () => {} }
  const begun = performance.now()
  let where = ''
  const show = (text: string): void => {
    const seconds = Math.floor((performance.now() - begun) / 1_000)
    const clock = `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`
    stream.write(`${CLEAR}${clock}  ${where}${text}`)
  }
  return {
    begin(bench, nth, of) {
      where = `${bench}, ${nth} of ${of}`
      show('')
    },
    turn: (nth, of) => show(`, turn ${nth} of ${of}`),
    clear: () => stream.write(CLEAR),
  }
}

/** That of this process. */
export const progress = createBenchProgress(process.stderr)
