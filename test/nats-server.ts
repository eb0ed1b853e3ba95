import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer, connect as dial } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** A server of a test's own. */
export interface TestServer {
  readonly url: string
  /** Ends it, by its process. */
  stop(): Promise<void>
}

/** Starts a NATS server on a free port. @throws where none is installed */
export async function startNatsServer(): Promise<TestServer> {
  const port = await freePort()
  const child = spawn(serverPath(), ['-a', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', () => reject(new Error('no nats-server: apt-get install nats-server')))
  })
  while (!(await answers(port))) await pause(20)
  return { url: `nats://127.0.0.1:${port}`, stop: () => end(child) }
}

const serverPath = (): string =>
  existsSync('/usr/sbin/nats-server') ? '/usr/sbin/nats-server' : 'nats-server'

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = dial(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
