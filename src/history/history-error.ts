/**
 * A file of market data cannot be used. The message names the file, the place in it, what is there,
 * and what helps.
 */
export class HistoryError extends Error {
  override readonly name = 'HistoryError'
}
