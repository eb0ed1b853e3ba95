import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { blocksIn } from './pages.ts'

/** What the package's names stand for in the tree. */
const ENTRIES: Readonly<Record<string, string>> = {
  outcry: 'src/index.ts',
  'outcry/exchange': 'actors/exchange/index.ts',
  'outcry/learning': 'src/learning.ts',
  'outcry/protocols': 'protocols/index.ts',
  'outcry/testing': 'src/testing.ts',
}

const examples = readdirSync('examples').map((file) => readFileSync(`examples/${file}`, 'utf8'))
const IMPORT = /^import \{([^}]*)\} from '([^']*)'\n/gm

/** The names that a program imports, each with where it is to be found in the tree. */
function importsOf(program: string): { name: string; entry: string }[] {
  return [...program.matchAll(IMPORT)].flatMap(([, names, from]) =>
    (names as string).split(',').map((name) => ({
      name: name.trim().replace(/^type /, ''),
      entry: ENTRIES[from as string] ?? (from as string),
    })),
  )
}

// README's is the example of an own actor without its types: test/package.sh runs both.
const blocks = blocksIn('ts').filter(({ where }) => !where.startsWith('README'))

// So the compiler has seen it, and somebody has run it.
test.each(blocks)('the program of $where is part of an example', ({ text }) => {
  const body = text.replaceAll(IMPORT, '').trim()
  expect(examples.filter((example) => example.includes(body))).toHaveLength(1)
})

test.each(blocksIn('ts'))('what the program of $where imports is there to be imported', (block) => {
  const imports = importsOf(block.text)
  expect(imports).not.toEqual([])
  const strangers = imports.filter(({ name, entry }) => {
    const text = readFileSync(entry.replace(/^\.\.\//, ''), 'utf8')
    return !new RegExp(`\\b${name}\\b`).test(text) && !/^export \* from/m.test(text)
  })
  expect(strangers).toEqual([])
})
