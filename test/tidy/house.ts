/**
 * The house's rules as tables. A line added here is an exception that somebody looked at, and says
 * why.
 */

/** A floor: what stands on it may import what stands lower, itself, and the packages named. */
export interface Floor {
  readonly level: number
  readonly packages: readonly RegExp[]
}

const NODE = /^node:/

/**
 * The floors, by folder. Names on one level never import each other. A file's floor is the longest
 * name that its path begins with; files directly in `actors/` are the floor that all actors share.
 */
export const FLOORS: Readonly<Record<string, Floor>> = {
  protocols: { level: 0, packages: [] },
  actors: { level: 1, packages: [/^xstate$/, /^rxjs/, /^zod$/] },
  'actors/*': { level: 2, packages: [/^xstate$/, /^rxjs/, /^zod$/] },
  'src/kernel': { level: 2, packages: [/^pure-rand/] },
  'src/transport': { level: 3, packages: [NODE, /^@nats-io\//] },
  'src/journal': { level: 3, packages: [NODE, /^@duckdb\//, /^zod$/] },
  'src/history': { level: 3, packages: [NODE] },
  'src/simulation': { level: 4, packages: [/^rxjs/, /^xstate$/, /^yaml$/, /^zod$/] },
  // A stage's module is known to whoever starts the run.
  'src/cluster': { level: 5, packages: [NODE, /^@nats-io\//, /^\(not a literal\)$/] },
  'src/live': { level: 5, packages: [NODE, /^@nats-io\//, /^zod$/] },
  // tfjs-node is a peer that need not be there.
  'src/learning': { level: 5, packages: [/^@tensorflow\//, /^zod$/, /^\(not a literal\)$/] },
  'src/analysis': { level: 5, packages: [NODE, /^@duckdb\//, /^vega(-lite)?$/, /^zod$/] },
  'src/study': {
    level: 6,
    // A user's properties are known to whoever checks them.
    packages: [
      NODE,
      /^@nats-io\//,
      /^fast-check$/,
      /^piscina$/,
      /^tsx\//,
      /^yaml$/,
      /^zod$/,
      /^\(not a literal\)$/,
    ],
  },
  'src/cli': { level: 7, packages: [NODE, /^commander$/] },
  src: { level: 8, packages: [] },
  bench: { level: 9, packages: [/./] },
  examples: { level: 9, packages: [/./] },
  scripts: { level: 9, packages: [/./] },
  test: { level: 10, packages: [/./] },
}

/** Arrows that the levels would allow and the house does not. */
export const FORBIDDEN: readonly { from: RegExp; to: RegExp; why: string }[] = [
  { from: /^src\/kernel\//, to: /^actors\//, why: 'the kernel has never met an actor' },
  {
    from: /^src\/(?!simulation\/(cast|assemble|mechanism-terms)\.ts$|history\/|learning\/|live\/|(?:index|learning)\.ts$)/,
    to: /^actors\/[^/]+\//,
    why: 'only cast.ts, assemble.ts and mechanism-terms.ts of src/simulation name the cast',
  },
  {
    from: /^src\/learning\//,
    to: /^actors\/(?!learner\/)[^/]+\//,
    why: 'learning hands over the decisions of a learner, and meets no other trader',
  },
  {
    from: /^src\/history\//,
    to: /^actors\/(?!exchange\/book\/)[^/]+\//,
    why: 'recorded markets drive the bare book, and meet no trader',
  },
]

/** Node modules that single files may use although their floor may not. */
export const NODE_IMPORTS: Readonly<Record<string, { names: readonly string[]; why: string }>> = {
  'src/simulation/scenario/file-paths.ts': {
    names: ['node:path'],
    why: 'finds the files that a scenario names',
  },
  'src/simulation/scenario/load.ts': { names: ['node:fs'], why: 'reads a scenario file' },
  'src/simulation/scenario/shipped.ts': {
    names: ['node:fs', 'node:path', 'node:url'],
    why: 'finds the scenario files that come with the package',
  },
}

/** Where one seed must give one tape: no clock, no chance, no place but the context's. */
export const DECIDING = /^(protocols|actors|src\/(kernel|simulation|learning))\//

/** Globals whose answer is not a function of the run. */
export const BANNED_GLOBALS: ReadonlySet<string> = new Set([
  'Date',
  'Intl',
  'FinalizationRegistry',
  'WeakRef',
  'clearImmediate',
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'fetch',
  'global',
  'globalThis',
  'performance',
  'process',
  'queueMicrotask',
  'require',
  'setImmediate',
  'setInterval',
  'setTimeout',
])

/** Members that ask the machine where it stands. */
export const BANNED_MEMBERS: ReadonlySet<string> = new Set([
  'localeCompare',
  'toLocaleLowerCase',
  'toLocaleString',
  'toLocaleUpperCase',
])

/** What of `Math` is specified to the last bit. All else differs between engines. */
export const EXACT_MATH: ReadonlySet<string> = new Set([
  ...['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt'],
  ...['trunc', 'E', 'LN10', 'LN2', 'LOG10E', 'LOG2E', 'PI', 'SQRT1_2', 'SQRT2'],
])

/** Where nothing waits: an order's way has no promise on it. */
export const SYNCHRONOUS = /^(protocols|actors|src\/kernel)\//

/** Globals and members that single files may use all the same. */
export const GLOBAL_EXCEPTIONS: Readonly<
  Record<string, { names: readonly string[]; why: string }>
> = {
  'src/learning/tensor/backend.ts': {
    names: ['process'],
    why: 'takes back the listeners that a WASM module leaves on the process',
  },
}

/** Tests, scripts and benches wait for what happens. These let time pass, and say what for. */
export const PAUSES: Readonly<Record<string, string>> = {
  'test/until.ts': 'between two questions to a process that says nothing by itself',
  'test/faults/harness.ts': 'the pace of a load',
  'scripts/soak.ts': 'between two looks at a market that runs for minutes',
  'bench/flood.ts': 'the pace of orders',
  'bench/transport.ts': 'a client that waits for room leaves its core to the exchange',
}

/** Lines that a file may have without saying why. */
export const LINES_MAX = 400

/** Longer files, and why they are one. */
export const LONG_FILES: Readonly<Record<string, string>> = {
  'src/kernel/kernel.ts':
    'one class whose state every event touches; its queue, slab, feeds and order are files beside it',
  'test/actors/exchange/exchange.test.ts': 'all that a venue answers, by subject',
  'test/actors/exchange/continuous/plain-continuous.ts':
    'the whole mechanism once more, plain: its stops, pegs and auctions act on one another',
  'test/actors/exchange/plain-market.ts':
    'the whole venue once more, plain: its parts make no sense alone',
  'test/src/kernel/rules.test.ts': 'the rules of time, order and chance, one after another',
  'test/src/simulation/scenario/load.test.ts': 'a table of every refusal and its exact line',
}

/** Files whose default export a tool asks for. */
export const DEFAULT_EXPORTS: ReadonlySet<string> = new Set(['vitest.config.ts'])
