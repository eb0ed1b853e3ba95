import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lockFolder } from '../../../../src/study/experiment/folder-lock.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'outcry-lock-'))

describe('a folder', () => {
  test('is one process’s until it is given back', () => {
    const place = folder()
    const release = lockFolder(place)
    expect(() => lockFolder(place)).toThrow(
      `${place} is taken: process ${process.pid} on ${hostname()} works on it`,
    )
    release()
    lockFolder(place)()
    expect(readdirSync(place)).toEqual([])
  })

  test('is taken over from a process that has died, or whose number another has now', async () => {
    const place = folder()
    const child = spawn(process.execPath, ['-e', ''])
    await once(child, 'exit')
    const dead = { pid: child.pid, host: hostname(), began: '1' }
    const reborn = { pid: process.pid, host: hostname(), began: '1' }
    for (const text of [JSON.stringify(dead), JSON.stringify(reborn), 'torn']) {
      writeFileSync(join(place, 'lock'), text)
      const release = lockFolder(place)
      expect(JSON.parse(readFileSync(join(place, 'lock'), 'utf8')).pid).toBe(process.pid)
      release()
    }
    expect(readdirSync(place)).toEqual([])
  })

  test('is not taken over from another machine, where nobody can look', () => {
    const place = folder()
    writeFileSync(join(place, 'lock'), JSON.stringify({ pid: 1, host: 'elsewhere', began: '1' }))
    expect(() => lockFolder(place)).toThrow('process 1 on elsewhere works on it')
  })
})
