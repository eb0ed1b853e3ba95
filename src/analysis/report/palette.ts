/**
 * The report's colours, as CSS custom properties that follow the reader's light or dark scheme. The
 * series are those of Okabe and Ito (2008), "Color Universal Design", told apart by all common kinds
 * of colour vision, lightened for the dark.
 */
export const INK = 'var(--ink)'
/** @see INK */
export const MUTED = 'var(--muted)'
/** @see INK */
export const RULE = 'var(--rule)'
/** @see INK */
export const BUY = 'var(--s1)'
/** @see INK */
export const SELL = 'var(--s2)'
/** @see INK */
export const SERIES = [
  'var(--s1)',
  'var(--s2)',
  'var(--s3)',
  'var(--s4)',
  'var(--s5)',
  'var(--s6)',
] as const

/** The colour of the `index`-th series; after the sixth they begin again. */
export const seriesColour = (index: number): string => SERIES[index % SERIES.length] as string
