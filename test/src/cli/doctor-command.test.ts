import { expect, test } from 'vitest'
import { outcry } from './in-process.ts'

test('outcry doctor tells which backend was taken, and why the better ones were not', async () => {
  const { code, out } = await outcry('doctor', '--json')
  expect(code).toBe(0)
  const { node, tensors } = JSON.parse(out)
  expect(node).toBe(process.version)
  expect(tensors.tried.at(-1)).toEqual({ backend: tensors.backend })
  for (const { refusal } of tensors.tried.slice(0, -1)) expect(refusal).toMatch(/./)
  const text = await outcry('doctor')
  expect(text.out).toContain(`TensorFlow.js ${tensors.version} on `)
})
