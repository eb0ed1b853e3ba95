import type * as tf from '@tensorflow/tfjs-core'
import { registerGradients } from './gradients.ts'

/** Where tensors are computed: tfjs-node's libtensorflow, WebAssembly, or plain JavaScript. */
export type BackendName = 'node' | 'wasm' | 'cpu'

/** TensorFlow.js, at work on one backend. */
export interface Tensors {
  readonly tf: typeof tf
  readonly backend: BackendName
  /** TensorFlow.js's own version. */
  readonly version: string
}

/** What became of a backend that could have been taken. */
export interface Tried {
  readonly backend: BackendName
  /** `undefined` where it was taken, else why not, in one line. */
  readonly refusal: string | undefined
}

/** A backend, and every one that was tried for it, the one taken last. */
export interface Choice {
  readonly tensors: Tensors
  readonly tried: readonly Tried[]
}

/** A backend that could be taken. */
export interface Candidate {
  readonly backend: BackendName
  /** Loads it and registers it. @returns the name that TensorFlow.js knows it by */
  load(): Promise<string>
}

/** The backends, best first. */
export const CANDIDATES: readonly Candidate[] = [
  { backend: 'node', load: loadNode },
  { backend: 'wasm', load: loadWasm },
  { backend: 'cpu', load: loadCpu },
]

/**
 * TensorFlow.js on the best backend that loads here: tfjs-node where it is installed, else WASM, else
 * plain JavaScript. Nothing of it is loaded before the first call. The backend is the whole process's:
 * the last call decides.
 *
 * @param want one backend, and no other
 * @throws Error where none of them loads, with the reason of each
 */
export async function chooseBackend(
  want?: BackendName,
  candidates: readonly Candidate[] = CANDIDATES,
): Promise<Choice> {
  const core = await import('@tensorflow/tfjs-core')
  core.enableProdMode()
  const tried: Tried[] = []
  for (const { backend, load } of candidates) {
    if (want !== undefined && backend !== want) continue
    const refusal = await refusalOf(core, load)
    tried.push({ backend, refusal })
    if (refusal !== undefined) continue
    registerGradients(core)
    return { tensors: { tf: core, backend, version: core.version_core }, tried }
  }
  throw new Error(`TensorFlow.js has no backend here: ${tried.map(triedText).join('; ')}`)
}

/** `wasm: taken`, or `node: is not installed`. */
export const triedText = ({ backend, refusal }: Tried): string =>
  `${backend}: ${refusal ?? 'taken'}`

async function refusalOf(
  core: typeof tf,
  load: () => Promise<string>,
): Promise<string | undefined> {
  const quiet = keepListeners()
  try {
    const name = await load()
    return (await core.setBackend(name)) ? undefined : 'does not begin'
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code === 'ERR_MODULE_NOT_FOUND' ? 'is not installed' : `${message.split('\n')[0]}`
  } finally {
    quiet()
  }
}

/** Takes back what the WASM module's loader does: it would rethrow whatever nobody caught. */
function keepListeners(): () => void {
  const events = ['uncaughtException', 'unhandledRejection'] as const
  const before = events.map((event) => new Set<unknown>(process.listeners(event as never)))
  return () => {
    events.forEach((event, nth) => {
      for (const listener of process.listeners(event as never)) {
        if (!before[nth]?.has(listener)) process.off(event, listener as never)
      }
    })
  }
}

async function loadNode(): Promise<string> {
  // Not a literal: it is a peer that need not be there, and its types with it.
  const name: string = '@tensorflow/tfjs-node'
  await import(name)
  return 'tensorflow'
}

async function loadWasm(): Promise<string> {
  await import('@tensorflow/tfjs-backend-wasm')
  return 'wasm'
}

async function loadCpu(): Promise<string> {
  await import('@tensorflow/tfjs-backend-cpu')
  return 'cpu'
}
