import { describe, expect, test } from 'vitest'
import { chanceFaults } from './tidy/chance-rules.ts'
import { docstringFaults } from './tidy/docstring-rules.ts'
import { type HouseFile, houseFiles } from './tidy/files.ts'
import {
  FLOORS,
  GLOBAL_EXCEPTIONS,
  LINES_MAX,
  LONG_FILES,
  NODE_IMPORTS,
  PAUSES,
} from './tidy/house.ts'
import { importFaults, importsOf } from './tidy/import-rules.ts'
import { lockFaults, nameFaults, pauseFaults, shapeFaults, textFaults } from './tidy/text-rules.ts'

const files = houseFiles()
const sources = files.filter(({ path }) => path.endsWith('.ts'))

const faults = (among: readonly HouseFile[], rule: (path: string, text: string) => string[]) =>
  among.flatMap(({ path, text }) => rule(path, text))

describe('the house is tidy:', () => {
  test('it was looked at', () => {
    for (const path of ['protocols/codec.ts', 'src/kernel/kernel.ts', 'test/tidy.test.ts']) {
      expect(sources.map((source) => source.path)).toContain(path)
    }
  })

  test('imports go down the floors', () => {
    expect(faults(sources, importFaults)).toEqual([])
  })

  test('what decides a result asks no clock, no chance and no inexact function', () => {
    expect(faults(sources, chanceFaults)).toEqual([])
  })

  test('every export says what it is, and what it throws', () => {
    expect(faults(sources, docstringFaults)).toEqual([])
  })

  test('files are named for an idea, in kebab-case', () => {
    expect(faults(files, nameFaults)).toEqual([])
  })

  test('sources have no default export, and are as long as one idea', () => {
    expect(faults(sources, shapeFaults)).toEqual([])
  })

  test('nothing is left out or left to do, and the project speaks of itself alone', () => {
    expect(faults(files, textFaults)).toEqual([])
  })

  test('tests, scripts and benches wait for what happens, and for no time', () => {
    expect(faults(sources, pauseFaults)).toEqual([])
  })

  // A lockfile that was written where a registry lacks some platforms fails `npm ci` elsewhere.
  test('the lockfile names every optional package, each with its version', () => {
    const text = files.find(({ path }) => path === 'package-lock.json')?.text ?? '{}'
    expect(lockFaults(text)).toEqual([])
  })

  test('every exception is still needed', () => {
    const byPath = new Map(sources.map(({ path, text }) => [path, text]))
    for (const path of Object.keys(LONG_FILES)) {
      expect(byPath.get(path)?.split('\n').length, path).toBeGreaterThan(LINES_MAX)
    }
    for (const [path, { names }] of Object.entries(NODE_IMPORTS)) {
      expect(importsOf(path, byPath.get(path) ?? ''), path).toEqual(
        expect.arrayContaining([...names]),
      )
    }
    for (const path of Object.keys(PAUSES)) {
      expect(pauseFaults(`test/not-${path}`, byPath.get(path) ?? ''), path).toHaveLength(1)
    }
    for (const path of Object.keys(GLOBAL_EXCEPTIONS)) expect(byPath.has(path), path).toBe(true)
  })
})

// Each rule is given what it is there for, and something near it that is no fault.
describe('a fault is found:', () => {
  const imports = (path: string, specifier: string): number =>
    importFaults(path, `import type { X } from '${specifier}'`).length

  test.each([
    ['protocols/codec.ts', '../actors/actor.ts'],
    ['protocols/codec.ts', 'zod'],
    ['actors/actor.ts', './noise/noise-trader.ts'],
    ['actors/noise/noise-trader.ts', '../value/estimate.ts'],
    ['actors/noise/noise-trader.ts', '../../src/kernel/kernel.ts'],
    ['actors/noise/noise-trader.ts', 'node:fs'],
    ['src/kernel/kernel.ts', '../../actors/actor.ts'],
    ['src/kernel/kernel.ts', '../transport/transport.ts'],
    ['src/transport/memory.ts', '../journal/tape.ts'],
    ['src/journal/tape.ts', '../simulation/simulation.ts'],
    ['src/simulation/system.ts', '../analysis/summary.ts'],
    ['src/simulation/part.ts', '../../actors/noise/noise-trader.ts'],
    ['src/simulation/system.ts', '@duckdb/node-api'],
    ['src/simulation/system.ts', '@tensorflow/tfjs-node'],
    ['src/simulation/system.ts', 'node:fs'],
    ['src/analysis/summary.ts', '../learning/policy.ts'],
    ['src/learning/policy.ts', '@duckdb/node-api'],
    ['src/study/grid.ts', '../cli/main.ts'],
    ['src/dashboard/server.ts', '../cli/main.ts'],
    ['src/cli/main.ts', '../../bench/run.ts'],
    ['src/somewhere/new.ts', '../kernel/kernel.ts'],
    ['src/kernel/kernel.ts', './slab'],
  ])('%s imports %s', (path, specifier) => {
    expect(imports(path, specifier)).toBe(1)
  })

  test.each([
    ['actors/noise/noise-trader.ts', '../order-desk.ts'],
    ['actors/noise/noise-trader.ts', './parameters.ts'],
    ['actors/exchange/book/book.ts', '../accounts.ts'],
    ['src/simulation/cast.ts', '../../actors/noise/noise-trader.ts'],
    ['src/simulation/part.ts', '../../actors/actor.ts'],
    ['src/analysis/summary.ts', '@duckdb/node-api'],
    ['src/index.ts', './simulation/simulation.ts'],
    ['test/src/x.test.ts', '../../src/kernel/kernel.ts'],
  ])('not where %s imports %s', (path, specifier) => {
    expect(imports(path, specifier)).toBe(0)
  })

  test('an import while running, a re-export and an imported type are imports too', () => {
    const text = `export * from 'a'; await import('b'); type T = import('c').T; import(x)`
    expect(importsOf('src/kernel/x.ts', text)).toEqual(['a', 'b', 'c', '(not a literal)'])
  })

  test.each([
    'const t = Date.now()',
    'const x = Math.random()',
    'const x = Math.exp(1)',
    'const { log } = Math',
    'const x = 10 ** y',
    'const t = performance.now()',
    'setTimeout(f, 1)',
    'const t = new Date()',
    'const e = process.env.SEED',
    'console.log(1)',
    'globalThis.x = 1',
    'const o = { setTimeout }',
    'a.localeCompare(b)',
    'async () => {}',
  ])('%s', (text) => {
    expect(chanceFaults('src/kernel/x.ts', text)).toHaveLength(1)
    expect(chanceFaults('src/cli/x.ts', text)).toEqual([])
  })

  test.each([
    'const x = Math.floor(2 ** y) + Math.LN2',
    'clock.setTimeout(f, 1)',
    'interface Clock { setTimeout(f: () => void): void }',
    'const o = { setTimeout(f) {}, process: 1 }',
    'const n = 10n ** k',
    '// Date.now() and Math.random() are not here',
    "const s = 'Date'",
  ])('not %s', (text) => {
    expect(chanceFaults('src/kernel/x.ts', text)).toEqual([])
  })

  test.each([
    'export const X = 1',
    '// A comment.\nexport function f() {}',
    'export interface X {}',
    'export type X = 1',
    '/** Does. */\nexport function f() { throw new RangeError() }',
    '/** Does. @throws TypeError */\nexport const f = () => { throw new RangeError() }',
    '/** Is. */\nexport class X { f() { throw new HorizonError() } }',
  ])('%s', (text) => {
    expect(docstringFaults('src/kernel/x.ts', text)).toHaveLength(1)
    expect(docstringFaults('test/x.ts', text)).toEqual([])
  })

  test.each([
    '/** Is. */\nexport const X = { a: 1 } as const\nexport type X = 1',
    '/** Is. */\nexport const x = [1] as const\nexport type One = (typeof x)[number]',
    'const x = 1',
    "export { x } from './x.ts'",
    '/** Does. @throws RangeError where it must */\nexport function f() { throw new RangeError() }',
    '/** Does. */\nexport function f() { return () => { throw new RangeError() } }',
  ])('not %s', (text) => {
    expect(docstringFaults('src/kernel/x.ts', text)).toEqual([])
  })

  test('in a name', () => {
    expect(nameFaults('src/kernel/eventQueue.ts')).toHaveLength(1)
    expect(nameFaults('src/Kernel/queue.ts')).toHaveLength(1)
    expect(nameFaults('src/kernel/queue-utils.ts')).toHaveLength(1)
    expect(nameFaults('src/kernel/event-queue.property.test.ts')).toEqual([])
  })

  test('in a shape', () => {
    expect(shapeFaults('src/x.ts', 'export default 1')).toHaveLength(1)
    expect(shapeFaults('src/x.ts', '\n'.repeat(401))).toHaveLength(1)
    expect(shapeFaults('src/x.ts', '\n'.repeat(400))).toEqual([])
  })

  test.each([
    ['src/x.ts', `test${'.'}only('x')`],
    ['src/x.ts', `// TO${'DO'}: later`],
    ['docs/x.md', `see ${'/'}work/main`],
    ['src/x.ts', `readFile('${'/'}home/me/x')`],
    ['package-lock.json', `"resolved": "https:${'/'}/registry`],
    ['docs/x.md', `as found in issue${' #'}12`],
  ])('in %s, %s', (path, text) => {
    expect(textFaults(path, text)).toHaveLength(1)
  })

  test('in a wait', () => {
    const wait = `import { setTimeout as pause } ${'from'} 'node:timers/promises'`
    for (const text of [wait, `await new Promise((resolve) => setTimeout${'('}resolve, 5))`]) {
      expect(pauseFaults('test/x.test.ts', text)).toHaveLength(1)
      expect(pauseFaults('src/live/again.ts', text)).toEqual([])
    }
    expect(pauseFaults('test/x.test.ts', 'clock.setTimeout(() => next(), 5)')).toEqual([])
  })

  test('in a lockfile', () => {
    const lock = (b: object) =>
      JSON.stringify({ packages: { a: { optionalDependencies: { b: '1' } }, 'node_modules/b': b } })
    expect(lockFaults(lock({ version: '1' }))).toEqual([])
    expect(lockFaults(lock({}))).toHaveLength(1)
    expect(lockFaults('{"packages":{"a":{"optionalDependencies":{"b":"1"}}}}')).toHaveLength(1)
  })

  test('not in an import from the folder src/work, nor in a path under the root', () => {
    expect(textFaults('src/x.ts', "import x from '../work/x.ts'")).toEqual([])
  })

  test('every floor has a place of its own among the levels', () => {
    const levels = Object.values(FLOORS).map(({ level }) => level)
    expect(Math.min(...levels)).toBe(0)
    expect(FLOORS['src/analysis']?.level).toBe(FLOORS['src/learning']?.level)
    expect(FLOORS['src/transport']?.level).toBe(FLOORS['src/journal']?.level)
  })
})
