import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import {
  CANDIDATES,
  type Candidate,
  chooseBackend,
} from '../../../../src/learning/tensor/backend.ts'

const missing = (): Promise<string> =>
  Promise.reject(Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' }))

const loadCpu = (CANDIDATES.find(({ backend }) => backend === 'cpu') as Candidate).load

/** Candidates of which the first two load as said, and the last as it is. */
const candidates = (node: () => Promise<string>, wasm: () => Promise<string>) => [
  { backend: 'node' as const, load: node },
  { backend: 'wasm' as const, load: wasm },
  { backend: 'cpu' as const, load: loadCpu },
]

test('tfjs-node is taken where it loads, and nothing else is tried', async () => {
  const never = () => Promise.reject(new Error('was tried'))
  const { tensors, tried } = await chooseBackend(undefined, candidates(loadCpu, never))
  expect(tensors.backend).toBe('node')
  expect(tried).toEqual([{ backend: 'node', refusal: undefined }])
})

test('what does not load gives way to the next, and says why', async () => {
  const broken = () => Promise.reject(new Error('no SIMD here\n    at somewhere'))
  const { tensors, tried } = await chooseBackend(undefined, candidates(missing, broken))
  expect(tensors.backend).toBe('cpu')
  expect(tried).toEqual([
    { backend: 'node', refusal: 'is not installed' },
    { backend: 'wasm', refusal: 'no SIMD here' },
    { backend: 'cpu', refusal: undefined },
  ])
})

test('where nothing loads, every reason is told', async () => {
  await expect(chooseBackend('node', candidates(missing, missing))).rejects.toThrow(
    'TensorFlow.js has no backend here: node: is not installed',
  )
})

test('WASM is what there is without tfjs-node, and leaves no listener on the process', async () => {
  const count = () =>
    process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection')
  const before = count()
  const { tensors } = await chooseBackend('wasm')
  expect(tensors.tf.getBackend()).toBe('wasm')
  expect(count()).toBe(before)
})

test('a product of transposed matrices has no gradient rather than a wrong one', async () => {
  const { tf } = (await chooseBackend('cpu')).tensors
  const slope = tf.grad((x) => tf.matMul(x, tf.ones([2, 3]), false, true))
  expect(() => tf.tidy(() => slope(tf.ones([2, 3])))).toThrow('no gradient of transposed matrices')
})

test.runIf(isInstalled('@tensorflow/tfjs-node'))('tfjs-node computes where it is', async () => {
  const { tensors } = await chooseBackend()
  expect(tensors.backend).toBe('node')
  const { tf } = tensors
  const slope = tf.tidy(
    () =>
      tf
        .grad((x) => tf.tanh(x))(tf.scalar(0.5))
        .dataSync()[0],
  )
  expect(slope).toBeCloseTo(1 - Math.tanh(0.5) ** 2, 5)
})

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name)
    return true
  } catch {
    return false
  }
}
