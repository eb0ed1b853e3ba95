import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readManifest } from '../../../src/journal/manifest.ts'
import { runFolderAt, TABLES } from '../../../src/journal/run-folder.ts'
import { extentOf } from '../../../src/journal/run-so-far.ts'
import { PROGRAM } from '../../program.ts'
import { emptyFolder, outcry, type Said } from './in-process.ts'

/**
 * Starts the program in a shell: `how` is a shell command in which `outcry` is the program.
 * `ulimit -f N` lets no file grow beyond N kB, as a full disk would, on every system.
 */
async function shell(how: string): Promise<Said> {
  const main = `'${process.execPath}' ${PROGRAM.join(' ')} "$@"`
  const child = spawn('bash', ['-c', `set -o pipefail; outcry() { ${main}; }; ${how}`])
  const said = { out: '', err: '' }
  child.stdout.on('data', (text) => {
    said.out += String(text)
  })
  child.stderr.on('data', (text) => {
    said.err += String(text)
  })
  const [code] = (await once(child, 'close')) as [number]
  return { code, ...said }
}

test('a file that may not grow stops a run with one line, and its folder says how far it came', async () => {
  const runs = emptyFolder()
  const { code, out, err } = await shell(`ulimit -f 300; outcry run tiny --out ${runs}`)
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatch(
    /^outcry: the run was stopped at \S+ \(\d+ ns\): \S+tape\.cells: the tape cannot be written: the file may not grow so large \(EFBIG\); [^\n]*; what there is of it, to 09:3\d:\d\d, is in \S+: outcry resume \S+ goes on from there\n$/,
  )
  const [name = ''] = readdirSync(runs)
  const folder = join(runs, name)
  expect(readdirSync(folder).sort()).toEqual(['manifest.json', 'tape.cells'])
  const { records } = extentOf(join(folder, 'tape.cells'))
  expect(records).toBeGreaterThan(1_000)
  expect(readManifest(folder)).toMatchObject({ status: 'failed', hash: null, records })

  const far = `outcry: ${name} failed: it came to 09:3`
  const asked = [
    ['query', 'SELECT count(*) > 0 AS traded FROM trades'],
    ['report'],
    ['export', '--format', 'lobster'],
  ]
  for (const [command = '', ...more] of asked) {
    const said = await outcry(command, folder, ...more)
    expect([command, said.code, said.err.slice(0, far.length)]).toEqual([command, 0, far])
  }
  const { out: difference } = await outcry('diff', folder, folder, '--json')
  expect(JSON.parse(difference)).toMatchObject({ status: { a: 'failed', b: 'failed' } })
})

describe('a whole run', () => {
  let folder: string
  beforeAll(async () => {
    const run = ['run', 'tiny', '--until', '09:33', '--no-report', '--json', '--out', emptyFolder()]
    folder = JSON.parse((await outcry(...run)).out).folder
  })

  test('whose tables cannot be written says so, keeps none of them, and has them when it can', async () => {
    const { tape, manifest } = runFolderAt(folder)
    for (const name of TABLES) rmSync(runFolderAt(folder).table(name))
    const sql = 'SELECT count(*) AS n FROM trades'
    expect(await shell(`ulimit -f 4; outcry query ${folder} '${sql}'`)).toEqual({
      code: 1,
      out: '',
      err:
        `outcry: ${folder}: the tables could not be written: the file may not grow so large ` +
        '(EFBIG); raise the limit (`ulimit -f`) or choose another folder; the tape is untouched, ' +
        'and the next query on this run builds them anew\n',
    })
    expect(readdirSync(folder).map((name) => join(folder, name))).toEqual([manifest, tape])
    const { code, out, err } = await outcry('query', folder, sql, '--csv')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^n\n[1-9]\d*\n$/)
  })

  test('whose table is torn gets it anew from the tape', async () => {
    const table = runFolderAt(folder).table('trades')
    const bytes = readFileSync(table)
    writeFileSync(table, bytes.subarray(0, bytes.length / 2))
    const { code, err } = await outcry('query', folder, 'FROM trades')
    expect([code, err]).toEqual([0, ''])
    expect(readFileSync(table).subarray(-4).toString()).toBe('PAR1')
  })

  test('whose report cannot be written says so, and keeps the one that it had', async () => {
    const { report } = runFolderAt(folder)
    writeFileSync(report, 'the old one')
    expect(await shell(`ulimit -f 20; outcry report ${folder}`)).toEqual({
      code: 1,
      out: '',
      err: `outcry: ${report}: cannot be written: the file may not grow so large (EFBIG); raise the limit (\`ulimit -f\`) or choose another folder\n`,
    })
    expect(readFileSync(report, 'utf8')).toBe('the old one')
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([])
  })

  test('whose export cannot be written says so, and leaves no half of it', async () => {
    const out = join(emptyFolder(), 'lobster')
    const to = `--format lobster --out ${out}`
    expect(await shell(`ulimit -f 4; outcry export ${folder} ${to}`)).toEqual({
      code: 1,
      out: '',
      err: `outcry: ${out}: cannot be written: the file may not grow so large (EFBIG); raise the limit (\`ulimit -f\`) or choose another folder\n`,
    })
    expect(readdirSync(out)).toEqual([])
  })

  test('is read by whom stops reading, or by nobody, without a word of it', async () => {
    const all = `outcry query ${folder} 'FROM orders' --json`
    expect(await shell(`${all} | head -1`)).toEqual({ code: 0, out: '[\n', err: '' })
    expect(await shell(`${all} >&-`)).toEqual({ code: 0, out: '', err: '' })
    expect(await shell('outcry run tinny 2>&- >&-')).toEqual({ code: 2, out: '', err: '' })
  })

  test('that nobody can be told of ends with what went wrong', async () => {
    const to = join(emptyFolder(), 'orders.json')
    expect(await shell(`ulimit -f 4; outcry query ${folder} 'FROM orders' --json > ${to}`)).toEqual(
      {
        code: 1,
        out: '',
        err: 'outcry: the output cannot be written: the file may not grow so large (EFBIG); raise the limit (`ulimit -f`) or choose another folder\n',
      },
    )
  })
})
