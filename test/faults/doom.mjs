import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

/**
 * Loaded before a program (`node --import`), this kills it at a point of its work: `DOOM=said:7` after
 * the seventh time that it has sent reports. The program knows nothing of it: points are where it
 * touches the world, its socket and its files.
 */
const [point, times] = (process.env.DOOM ?? ':').split(':')
let left = Number(times)

/** Whether this is the moment. */
const isNow = (here) => here === point && --left === 0
const die = () => process.kill(process.pid, 'SIGKILL')
const has = (bytes, text) => typeof bytes !== 'string' && Buffer.from(bytes).includes(text)

const { push, write } = net.Socket.prototype
net.Socket.prototype.push = function (chunk, ...rest) {
  // Its stream has an order of which it does not know.
  if (chunk !== null && has(chunk, '.orders.') && isNow('appended')) die()
  return push.call(this, chunk, ...rest)
}
net.Socket.prototype.write = function (chunk, ...rest) {
  const isReport = has(chunk, '.reports.')
  if (isReport && isNow('executed')) die()
  if (isReport && isNow('half said')) {
    write.call(this, chunk.subarray(0, chunk.length / 2))
    die()
  }
  const result = write.call(this, chunk, ...rest)
  if (isReport && isNow('said')) die()
  return result
}

const { writeSync, writeFileSync, renameSync } = fs
fs.writeSync = (file, bytes, from, length, ...rest) => {
  if (length > 0 && isNow('half on tape')) {
    writeSync(file, bytes, from, Math.ceil(length / 2))
    die()
  }
  return writeSync(file, bytes, from, length, ...rest)
}
fs.writeFileSync = (file, contents, ...rest) => {
  if (`${contents}`.startsWith('{"input"', 65) && isNow('half a snapshot')) {
    writeFileSync(file, contents.slice(0, contents.length / 2))
    die()
  }
  return writeFileSync(file, contents, ...rest)
}
fs.renameSync = (from, to) => {
  const isSnapshot = `${to}`.includes('snapshot-')
  if (isSnapshot && isNow('unnamed snapshot')) die()
  renameSync(from, to)
  if (isSnapshot && isNow('snapshot')) die()
}
syncBuiltinESMExports()
