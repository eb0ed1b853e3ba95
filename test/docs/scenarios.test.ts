import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadScenario } from '../../src/simulation/scenario/load.ts'
import { shippedScenarios } from '../../src/simulation/scenario/shipped.ts'

const page = readFileSync(
  fileURLToPath(new URL('../../docs/scenarios.md', import.meta.url)),
  'utf8',
)

test.each(shippedScenarios())('the page on scenarios lists %s as its file describes it', (name) => {
  const { description } = loadScenario(name)
  expect(page).toContain(`| [\`${name}\`](../scenarios/${name}.yaml) | ${description} |`)
})
