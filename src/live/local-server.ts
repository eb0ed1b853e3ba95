import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { LiveError } from './dial.ts'

/** A NATS server of this process's own. */
export interface LocalServer {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Ends it, by its process. */
  stop(): Promise<void>
}

/**
 * Starts a `nats-server` on this machine.
 * @param store the folder of its streams; left out: no JetStream, unless `more` says so
 * @param more further arguments
 * @param at the port on which it listens; left out: a free one
 * @throws LiveError where there is no `nats-server`
 */
export async function startServer(
  store?: string,
  more: readonly string[] = [],
  at?: number,
): Promise<LocalServer> {
  const port = at ?? (await freePort())
  const where = ['-a', '127.0.0.1', '-p', String(port)]
  const kept = store === undefined ? [] : ['--jetstream', '--store_dir', store]
  const child = spawn(serverPath(), [...where, ...kept, ...more], {
    stdio: 'ignore',
    // A signal to the terminal's programs is for those who use it: it ends last.
    detached: true,
  })
  // Whoever ends without stopping it does not leave it behind.
  const abandon = (): void => void child.kill('SIGKILL')
  process.once('exit', abandon)
  child.once('exit', () => process.off('exit', abandon))
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (cause) => {
      const remedy = 'install it (apt-get install nats-server), or name one that runs with --nats'
      reject(new LiveError(`there is no nats-server on the path: ${remedy}`, { cause }))
    })
  })
  while (!(await answers(port))) {
    if (child.exitCode !== null) {
      throw new LiveError(
        `nats-server ends at once: can ${store ?? 'its configuration be read, and its store'} be written, and is it of one server?`,
      )
    }
    await pause(20)
  }
  const url = `nats://127.0.0.1:${port}`
  return { url, port, pid: child.pid as number, stop: () => end(child) }
}

const serverPath = (): string =>
  existsSync('/usr/sbin/nats-server') ? '/usr/sbin/nats-server' : 'nats-server'

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** A port of this machine on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
