import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { HOUR } from '../../../protocols/units.ts'
import { readManifest, writeManifest } from '../../../src/journal/manifest.ts'
import { extentOf } from '../../../src/journal/run-so-far.ts'
import { verifyRun } from '../../../src/journal/verify-run.ts'
import { formatClock } from '../../../src/simulation/scenario/clock-time.ts'
import { shippedScenarios } from '../../../src/simulation/scenario/shipped.ts'
import { emptyFolder, outcry } from './in-process.ts'

const bad = (err: unknown) => ({ code: 2, out: '', err })

test('the version and the help are printed, and are no failure', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect(await outcry('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' })
  for (const command of ['run', 'report', 'export', 'query', 'diff', 'scenario']) {
    const { code, out, err } = await outcry(command, '--help')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^Usage: outcry .*\nExamples:\n {2}outcry /s)
  }
})

test('what the command line does not know it refuses in one line, with what was meant', async () => {
  expect(await outcry('rum')).toEqual(
    bad(
      expect.stringMatching(
        /^outcry: unknown command 'rum' \(did you mean "run"\?\): the commands are run, [a-z, ]+, help\n$/,
      ),
    ),
  )
  expect(await outcry('run', 'tiny', '--sead', '3')).toEqual(
    bad(
      'outcry: unknown option \'--sead\' (did you mean "--seed"?): the options are --seed, --until, --set, --out, --json, --quiet, --no-report, --workers, --nats, --partitions, --help\n',
    ),
  )
  expect(await outcry('run')).toEqual(
    bad("outcry: missing required argument 'scenario'; usage: outcry run [options] <scenario>\n"),
  )
  expect(await outcry('node')).toEqual(
    bad(
      "outcry: required option '--nats <url>' not specified; say --nats <url>: the server where the run is to be found\n",
    ),
  )
  expect(await outcry('run', 'tiny', '--seed')).toEqual(
    bad(
      "outcry: option '--seed <number>' argument missing; say --seed <number>: in place of the scenario's seed\n",
    ),
  )
  expect(await outcry('run', 'tiny', '--seed', '1.5')).toEqual(
    bad(
      "outcry: option '--seed <number>' argument '1.5' is invalid. A seed is a whole number, 0 to 2^53 − 1.\n",
    ),
  )
  expect(await outcry('run', 'tini')).toEqual(
    bad(
      `outcry: tini: no scenario has this name (did you mean "tiny"?): there are ${shippedScenarios().join(', ')}\n`,
    ),
  )
})

test('help is given of every command, and refused of what is none', async () => {
  const { code, out } = await outcry('help', 'scenario', 'check')
  expect([code, out.split('\n', 1)]).toEqual([
    0,
    ['Usage: outcry scenario check [options] <scenario...>'],
  ])
  expect(await outcry('help', 'scenario', 'chek')).toEqual(
    bad(
      'outcry: unknown command \'chek\' (did you mean "check"?): the commands are list, show, check, schema\n',
    ),
  )
})

test('what contradicts itself or cannot be is refused in one line, before anything is done', async () => {
  const refused = async (...args: string[]): Promise<string> => {
    const { code, out, err } = await outcry(...args)
    expect([code, out, err.split('\n').length]).toEqual([2, '', 2])
    return err
  }
  expect(await refused('run', 'tiny', '--json', '--quiet')).toMatch(/'--quiet' cannot be used with/)
  expect(await refused('run', 'tiny', '--out', '')).toMatch(/must name a folder/)
  expect(await refused('export', 'latest')).toMatch(/it is one of lobster, parquet, csv, trace$/m)
  expect(await refused('export', 'latest', '--format', 'csv', '--levels', '3')).toBe(
    'outcry: --levels is for --format lobster: csv writes everything\n',
  )
  expect(await refused('export', 'latest', '--format', 'lobster', '--from', '09:30:00')).toBe(
    'outcry: --from is for --format trace\n',
  )
  expect(await refused('export', 'latest', '--format', 'trace', '--to', 'noon')).toMatch(
    /It must be a time of day such as 09:35:00/,
  )
  expect(await refused('report', 'latest', '--runs', 'package.json')).toBe(
    'outcry: package.json: is no folder; name the folder that run folders stand in\n',
  )
})

test.each([
  [
    'study run studies/batches.yaml --out package.json --threads 1',
    'package.json: the folder cannot be made: there is a file of this name',
  ],
  ['study run docs', 'docs: is a folder: name a file in it'],
  ['evaluate docs', 'docs: is a folder: name a file in it'],
  ['policies package.json', 'package.json: is a file, or a part of its path is: name a folder'],
  ['check docs', 'docs: is no module of JavaScript or TypeScript that can be read: '],
  ['check README.md', 'README.md: is no module of JavaScript or TypeScript that can be read: '],
  ['calibrate tiny --to scenarios/targets/amzn-like.yaml', '--set instruments.AMZL.'],
  ['help run now', "unknown command 'now': run has none of its own"],
])('outcry %s is refused as bad input, with what is wrong', async (line, why) => {
  const { code, out, err } = await outcry(...line.split(' '))
  expect([code, out]).toEqual([2, ''])
  expect(err.slice(0, `outcry: ${why}`.length)).toBe(`outcry: ${why}`)
})

test.each([
  ['package.json', /there is a file of this name \(EEXIST\)/],
  ['package.json/runs', /a part of its path is a file \(ENOTDIR\)/],
  // Linux says of it that it is not there, other systems that they do not let anybody.
  ['/proc/nobody/runs', /\(E[A-Z]+\)/],
])('a run into %s is refused at once', async (out, why) => {
  const { code, err } = await outcry('run', 'tiny', '--out', out)
  expect(code).toBe(2)
  expect(err).toMatch(/^outcry: \S+: the folder cannot be made: [^\n]+; choose [^\n]+\n$/)
  expect(err).toMatch(why)
})

test('a bad scenario is refused with a line a problem, before anything is written', async () => {
  const runs = emptyFolder()
  const set = ['--set', 'groups.noise.count=-1', '--set', 'groups.value.cuont=2']
  expect(await outcry('run', 'tiny', '--out', runs, ...set)).toEqual(
    bad(
      'outcry: --set groups.noise.count=-1: groups[0].count must be a whole number, 0 to 1000000, not -1\n' +
        'outcry: --set groups.value.cuont=2: groups[1].cuont is not a field (did you mean "count"?): the fields here are name, type, count, cash, computation, workTime, thinking, venue, instrument, supervision, parameters\n',
    ),
  )
  expect(readdirSync(runs)).toEqual([])
})

const TRADERS = { 'replay-lobster': 2, rmsc03: 5128, rmsc04: 1116, sniping: 15, tiny: 61 }

test('scenarios are listed, shown as they will run, and checked', async () => {
  const list = await outcry('scenario', 'list', '--json')
  const listed = JSON.parse(list.out) as { name: string; traders: number; venues: number }[]
  expect(listed.map(({ name }) => name)).toEqual(shippedScenarios())
  for (const [name, traders] of Object.entries(TRADERS)) {
    expect(listed.find((one) => one.name === name)).toMatchObject({ traders, venues: 1 })
  }
  const shown = await outcry('scenario', 'show', 'tiny', '--set', 'groups.noise.count=7')
  expect(shown.out).toContain('    type: noise\n    count: 7\n')
  const file = join(emptyFolder(), 'mine.yaml')
  writeFileSync(file, shown.out)
  expect(await outcry('scenario', 'check', file)).toEqual({
    code: 0,
    out: `${file}: good, 18 traders in 3 groups\n`,
    err: '',
  })
  writeFileSync(file, 'name: mine\nvenues: 3\n')
  expect(await outcry('scenario', 'check', file)).toEqual(
    bad(
      `outcry: ${file}:1:1 instruments is missing: it must be a list of at least 1\n` +
        `outcry: ${file}:2:9 venues must be a list of at least 1, not 3\n`,
    ),
  )
  expect(JSON.parse((await outcry('scenario', 'schema')).out)).toHaveProperty('properties.groups')
})

describe('two runs of the tiny market', () => {
  const runs = emptyFolder()
  let first: { folder: string; hash: string; summary: Record<string, number> }
  let second: typeof first

  beforeAll(async () => {
    const run = (...more: string[]) =>
      outcry('run', 'tiny', '--until', '09:33', '--out', runs, '--no-report', '--json', ...more)
    first = JSON.parse((await run()).out)
    second = JSON.parse((await run('--set', 'groups.maker.parameters.skew=9')).out)
  })

  test('a run leaves a folder that says what it was and holds what it says', () => {
    const manifest = readManifest(first.folder)
    expect(manifest).toMatchObject({
      scenarioName: 'tiny',
      status: 'complete',
      reached: 180e9,
      hash: first.hash,
      figures: { trades: first.summary.trades },
    })
    expect(verifyRun(first.folder).ok).toBe(true)
    expect(existsSync(join(first.folder, 'report.html'))).toBe(false)
  })

  test('the same scenario and seed make the same tape, and another scenario another', async () => {
    expect(second.hash).not.toBe(first.hash)
    const same = await outcry('diff', first.folder, first.folder)
    expect(same.code).toBe(0)
    expect(same.out).toMatch(/^the tapes are the same: \d+ messages\n$/)
    const other = await outcry('diff', first.folder, 'latest', '--runs', runs)
    expect(other.code).toBe(1)
    expect(other.out).toMatch(
      /^scenario\.groups\.2\.parameters\.skew: 4 and 9\nthe tapes differ after \d+ messages, at \d+ ns\n/,
    )
  })

  test('a question is answered as a table, as CSV and as JSON', async () => {
    const sql = "SELECT count(*) AS n, 'a,b' AS word, NULL AS nothing FROM trades"
    const trades = first.summary.trades
    const ask = async (...format: string[]) =>
      (await outcry('query', first.folder, sql, ...format)).out
    expect(await ask('--csv')).toBe(`n,word,nothing\n${trades},"a,b",\n`)
    expect(JSON.parse(await ask('--json'))).toEqual([{ n: trades, word: 'a,b', nothing: null }])
    expect((await ask()).split('\n')[1]?.trim()).toMatch(new RegExp(`^${trades} +a,b$`))
  })

  test('a question that is no SQL, asks nothing or would change the run is refused', async () => {
    const { code, out, err } = await outcry('query', first.folder, 'FRM trades')
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^outcry: .*syntax error at or near "FRM"\n {2}LINE 1: FRM trades\n/)
    for (const nothing of ['', ' ;\n', '-- a word', '/* and\nanother */;']) {
      expect(await outcry('query', first.folder, '--', nothing)).toEqual(
        bad('outcry: the query is empty: ask something, such as "SELECT count(*) FROM trades"\n'),
      )
    }
    expect((await outcry('query', first.folder, "SELECT '--' AS x; -- a word")).code).toBe(0)
    for (const change of ['DROP VIEW trades', 'INSERT INTO trades VALUES (1)', 'SET threads = 1']) {
      const refused = await outcry('query', first.folder, change)
      expect(refused.code).toBe(2)
      expect(refused.err).toMatch(/a run is only read: .*use SELECT, and `outcry export` for files/)
    }
  })

  test('a run is exported, and its files are named', async () => {
    const to = join(runs, 'lobster')
    const args = ['--format', 'lobster', '--levels', '3', '--out', to]
    const { code, out } = await outcry('export', first.folder, ...args)
    expect(code).toBe(0)
    const files = out.trimEnd().split('\n')
    expect(files.map((file) => existsSync(file))).toEqual([true, true])
  })

  test('a report is drawn afterwards', async () => {
    const { code, out } = await outcry('report', first.folder)
    expect([code, out]).toEqual([0, `${join(first.folder, 'report.html')}\n`])
    expect(existsSync(out.trimEnd())).toBe(true)
  })

  test('a tape that is broken is refused with the place, and is no difference', async () => {
    const broken = join(emptyFolder(), 'broken')
    cpSync(first.folder, broken, { recursive: true })
    const tape = readFileSync(join(broken, 'tape.cells'))
    tape[64 * 100] = 77
    writeFileSync(join(broken, 'tape.cells'), tape)
    expect(await outcry('diff', broken, first.folder)).toEqual(
      bad(
        `outcry: ${broken}/tape.cells: cell 100 is no message: layout version 77, where version 1 and 1 to 16 cells are possible; the file is no tape of this version, or was changed: run the scenario again\n`,
      ),
    )
    rmSync(join(broken, 'tape.cells'))
    expect(await outcry('diff', broken, first.folder)).toEqual(
      bad(
        `outcry: ${broken}/tape.cells: the tape cannot be read: there is no such file; run the scenario again\n`,
      ),
    )
  })

  test('a run that was cut off is answered from its tape, and says how far that goes', async () => {
    const cut = join(emptyFolder(), 'cut')
    cpSync(first.folder, cut, { recursive: true })
    for (const file of readdirSync(cut)) {
      if (/parquet|html/.test(file)) rmSync(join(cut, file))
    }
    truncateSync(join(cut, 'tape.cells'), 64 * 1000 + 7)
    const manifest = readManifest(first.folder)
    writeManifest(cut, { ...manifest, status: 'running', hash: null, records: 0, reached: 0 })
    const { records, reached } = extentOf(join(cut, 'tape.cells'))
    const clock = formatClock(9.5 * HOUR + Math.floor(reached / 1e9) * 1e9)
    const far = `outcry: cut has not ended, or was cut off: it came to ${clock} of 09:33:00, ${records} messages\n`
    expect(records).toBeGreaterThan(500)
    expect(await outcry('query', cut, 'SELECT 1 AS one', '--csv')).toEqual({
      code: 0,
      out: 'one\n1\n',
      err: far,
    })
    const report = await outcry('report', cut)
    expect(report).toEqual({ code: 0, out: `${join(cut, 'report.html')}\n`, err: far })
    const page = readFileSync(join(cut, 'report.html'), 'utf8')
    expect(page).toMatch(/This run had not ended.*It came to 09:31:[0-5]\d(\.\d+)? of 09:33:00/s)
    const difference = await outcry('diff', first.folder, cut)
    expect([difference.code, difference.err]).toEqual([1, far])
  })

  test('a run that is not there is refused, with those that are', async () => {
    const { code, err } = await outcry('report', 'tiny-9', '--runs', runs)
    expect(code).toBe(2)
    expect(err).toMatch(/^outcry: tiny-9: is no run folder: .*tiny-1-\d{8}T\d{6}/)
  })
})
