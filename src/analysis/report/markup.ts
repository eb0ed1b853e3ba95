/** HTML that is ready to be written; all other text is escaped when it meets `html`. */
export interface Markup {
  readonly markup: string
}
type Part = Markup | string | number | readonly Markup[]

/** Marks `text` as HTML that somebody else made, and that may stand as it is. */
export const raw = (text: string): Markup => ({ markup: text })

/** HTML in which whatever is put in is text, unless it is Markup: a group may be named `<img>`. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const written = strings.map((text, index) => {
    const part = parts[index]
    return part === undefined ? text : text + show(part)
  })
  return raw(written.join(''))
}

function show(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escapeText(String(part))
  if ('markup' in part) return part.markup
  return part.map(({ markup }) => markup).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escapeText = (text: string): string =>
  text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] as string)
