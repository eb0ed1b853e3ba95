import { type Transferable, Worker } from 'node:worker_threads'

/**
 * Starts a thread on a module of ours. Built, it is loaded as it is; from source it is loaded
 * through the loader of TypeScript, which a thread on Node 20 does not inherit.
 *
 * @param module its URL, ending in `.ts` as in the source
 * @param workerData what it is given, plain data
 * @param transferList what of that is not copied but handed over
 */
export function startThread(
  module: URL,
  workerData: unknown,
  transferList: readonly Transferable[] = [],
): Worker {
  const given = { workerData, transferList: [...transferList] }
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL(module.href.replace(/\.ts$/, '.js')), given)
  }
  const load = `import('tsx/esm/api').then(({ register }) => {
    register()
    return import(${JSON.stringify(module.href)})
  })`
  return new Worker(load, { ...given, eval: true, execArgv: [] })
}
