/** How rows are printed: aligned for reading, comma-separated, or as a JSON array of objects. */
export type RowFormat = 'table' | 'csv' | 'json'

type Rows = readonly (readonly unknown[])[]

/** Rows as text that ends in a newline. CSV is RFC 4180, with LF; NULL is an empty field. */
export function formatRows(columns: readonly string[], rows: Rows, format: RowFormat): string {
  if (format === 'json') return jsonOf(columns, rows)
  if (format === 'csv')
    return [columns, ...rows].map((row) => `${row.map(csv).join(',')}\n`).join('')
  return tableOf(columns, rows)
}

const jsonOf = (columns: readonly string[], rows: Rows): string => {
  const objects = rows.map((row) =>
    Object.fromEntries(columns.map((column, index) => [column, row[index]])),
  )
  return `${JSON.stringify(objects, null, 2)}\n`
}

const plain = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function csv(value: unknown): string {
  const text = plain(value)
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Columns two spaces apart; numbers to the right, text to the left. */
export function tableOf(columns: readonly string[], rows: Rows): string {
  const lines = [columns, ...rows].map((row) => row.map(plain))
  const widths = columns.map((_, index) =>
    lines.reduce((width, line) => Math.max(width, line[index]?.length ?? 0), 0),
  )
  const right = columns.map(
    (_, index) =>
      rows.length > 0 && rows.every((row) => row[index] === null || typeof row[index] === 'number'),
  )
  const pad = (text: string, index: number): string => {
    const width = widths[index] ?? 0
    return right[index] ? text.padStart(width) : text.padEnd(width)
  }
  return lines.map((line) => `${line.map(pad).join('  ').trimEnd()}\n`).join('')
}
