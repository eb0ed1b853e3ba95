import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A page of the documentation. */
export interface Page {
  /** From the root, such as docs/live.md. */
  readonly path: string
  readonly text: string
}

/** A fenced block of a page. */
export interface Block {
  /** The page's path and the block's first line, for messages. */
  readonly where: string
  /** What is written behind the fence; '' where nothing is. */
  readonly language: string
  readonly text: string
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** README, the change log and every page under docs/, by path. */
export const PAGES: readonly Page[] = ['README.md', 'CHANGELOG.md', ...pagesUnder('docs')].map(
  (path) => ({ path, text: readFileSync(`${ROOT}${path}`, 'utf8') }),
)

function pagesUnder(folder: string): string[] {
  const files = readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`)
    .sort()
}

/** The fenced blocks of a page, in its order. */
export function blocksOf({ path, text }: Page): Block[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((found) => ({
    where: `${path}:${text.slice(0, found.index).split('\n').length + 1}`,
    language: found[1] as string,
    text: found[2] as string,
  }))
}

/** All fenced blocks in one of `languages`. */
export function blocksIn(...languages: readonly string[]): Block[] {
  return PAGES.flatMap(blocksOf).filter(({ language }) => languages.includes(language))
}
