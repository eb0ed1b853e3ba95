const LOCALE = 'en-US'
const MINUS = '−'

/** `value` with `digits` decimals and grouped thousands; a dash where there is no number. */
export function decimal(value: number | null, digits = 0): string {
  if (value === null || !Number.isFinite(value)) return '–'
  const text = Math.abs(value).toLocaleString(LOCALE, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text
}

/** `value` to about three significant digits, thousands grouped: 1,234 · 12.3 · 0.0123. */
export function significant(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–'
  if (value === 0) return '0'
  const magnitude = Math.floor(Math.log10(Math.abs(value)))
  return decimal(value, Math.min(9, Math.max(0, 2 - magnitude)))
}

/** As `decimal`, with its sign always shown but at 0. */
export const signed = (value: number, digits = 0): string =>
  value > 0 ? `+${decimal(value, digits)}` : decimal(value, digits)

/** A share in percent with one decimal. */
export const percent = (share: number | null): string =>
  share === null || !Number.isFinite(share) ? '–' : `${decimal(share * 100, 1)} %`

/** A span in ns in the unit that suits it: `50 ns`, `4.3 ms`, `2.5 s`. */
export function duration(ns: number | null): string {
  if (ns === null || !Number.isFinite(ns)) return '–'
  const units = [
    ['s', 1e9],
    ['ms', 1e6],
    ['µs', 1e3],
  ] as const
  const unit = units.find(([, size]) => Math.abs(ns) >= size)
  return unit === undefined ? `${decimal(ns)} ns` : `${significant(ns / unit[1])} ${unit[0]}`
}

/** How many decimals a price of this tick has: 2 for 0.01, 0 for 1 or 5. At most 9. */
export function decimalsOf(tick: number): number {
  for (let digits = 0; digits < 9; digits++) {
    if (Math.abs(tick * 10 ** digits - Math.round(tick * 10 ** digits)) < 1e-9) return digits
  }
  return 9
}

/** `count` of `thing`, in the plural where it is not one. */
export const plural = (count: number, thing: string): string =>
  `${decimal(count)} ${thing}${count === 1 ? '' : 's'}`
