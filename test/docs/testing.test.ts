import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { fillMutants, mutantOf, mutantsIn, shownBy, withNote } from '../mutants/mutant.ts'
import { houseFiles } from '../tidy/files.ts'
import { PAGES } from './pages.ts'

const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const page = readFileSync(file('docs/testing.md'), 'utf8')
const mutants = mutantsIn(file('test/mutants'))

test('the page on testing lists every planted bug (else: npm run test:mutants -- --list)', () => {
  expect(mutants.length).toBeGreaterThan(0)
  expect(page).toBe(fillMutants(page, mutants))
})

test('every planted bug has a test that is there', () => {
  for (const { name, test: found } of mutants) expect(existsSync(file(found)), name).toBe(true)
})

test('a patch without its first line is refused', () => {
  expect(() => mutantOf('x.patch', 'diff --git a/x b/x')).toThrow(RangeError)
  expect(() => mutantOf('x.patch', '# kills: src/x.ts — a bug')).toThrow(RangeError)
  expect(mutantOf('a/x.patch', '# kills: test/x.test.ts — a bug\n')).toMatchObject({
    name: 'x',
    test: 'test/x.test.ts',
    bug: 'a bug',
  })
})

test("what shows a bug is the property's shrunk input, or the test that fails", () => {
  const property = {
    title: 'the book is sorted',
    message:
      'Property failed after 3 tests\n{ seed: 42 }\nCounterexample: [[1,\n 2]]\nShrunk 4 time(s)',
  }
  const example = { title: 'an order rests', message: 'expected 1 to be 2' }
  expect(shownBy([example, property])).toBe('[[1, 2]]')
  expect(shownBy([example])).toBe('an order rests')
  const patch = '# kills: test/x.test.ts — a bug\ndiff --git a/x b/x\n'
  const shown = withNote(withNote(patch, 'shown by', 'one'), 'shown by', 'two')
  expect(mutantOf('x.patch', shown)).toMatchObject({ bug: 'a bug', shown: 'two', first: '' })
  expect(shown.split('\n')).toHaveLength(patch.split('\n').length + 1)
  const both = withNote(shown, 'first', 'a title')
  expect(mutantOf('x.patch', both)).toMatchObject({ shown: 'two', first: 'a title' })
  expect(withNote(withNote(both, 'shown by', ''), 'first', '')).toBe(patch)
})

// Links between the pages, and from a page to a file, lead somewhere.
test.each(PAGES)('links of $path lead to files', ({ path, text }) => {
  const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, link]) => link as string)
  const from = (link: string): string => file(join(dirname(path), link))
  expect(links.filter((link) => !existsSync(from(link)))).toEqual([])
})

test('classes and methods that the page on the house names are there', () => {
  const text = readFileSync(file('docs/ARCHITECTURE.md'), 'utf8')
  const names = [...text.matchAll(/\b([A-Z][A-Za-z]+)\.([a-z]\w+)\b(?!\/)/g)]
    .map(([, owner, member]) => [owner, member] as const)
    .filter(([, member]) => member !== 'md')
  expect(names.length).toBeGreaterThan(20)
  const sources = houseFiles()
    .filter(({ path }) => /^(src|actors|protocols)\/.*\.ts$/.test(path))
    .map((source) => source.text)
  for (const [owner, member] of names) {
    const declared = new RegExp(`\\b(class|interface) ${owner}\\b[^]*\\b${member}\\(`)
    expect(
      sources.some((source) => declared.test(source)),
      `${owner}.${member}`,
    ).toBe(true)
  }
})

test('every step of the ways through the house is a function of the file it names', () => {
  const text = readFileSync(file('docs/ARCHITECTURE.md'), 'utf8')
  const ways = [...text.matchAll(/```way\n([\s\S]*?)```/g)].map(([, way]) => way as string)
  const steps = ways.flatMap((way) => way.split('\n')).filter((line) => /^ *\w/.test(line))
  expect(ways.length).toBeGreaterThan(5)
  for (const step of steps) {
    const [, owner, name, path] = /^ *(?:(\w+)\.)?(\w+) +(\S+\.ts)/.exec(step) ?? [step]
    expect(path, step).toBeDefined()
    const source = readFileSync(file(path as string), 'utf8')
    const words = '(?:private |readonly |get |export )*'
    const declared = `\\b(?:function|const) ${name}\\b|^ +${words}${name}(?:<.*>)?[(:]`
    expect(source, step).toMatch(new RegExp(declared, 'm'))
    if (owner !== undefined)
      expect(source, step).toMatch(RegExp(`\\b(class|interface) ${owner}\\b`))
  }
})

test('paths that the page on the house names are there', () => {
  const text = readFileSync(file('docs/ARCHITECTURE.md'), 'utf8')
  const paths = [...text.matchAll(/`((?:src|actors|protocols|test)\/[a-z0-9/.-]+)`/g)]
  expect(paths.length).toBeGreaterThan(20)
  for (const [, path] of paths) expect(existsSync(file(path as string)), path).toBe(true)
})
