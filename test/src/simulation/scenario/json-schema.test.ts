import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scenarioSchemaText } from '../../../../src/simulation/scenario/json-schema.ts'
import {
  scenariosFolder,
  shippedFile,
  shippedScenarios,
} from '../../../../src/simulation/scenario/shipped.ts'

const shipped = readFileSync(join(scenariosFolder(), 'scenario.schema.json'), 'utf8')

test('the shipped JSON Schema is the one that scenarios are checked by (npm run schema)', () => {
  expect(JSON.parse(shipped)).toEqual(JSON.parse(scenarioSchemaText()))
})

test('every shipped scenario tells editors of the schema', () => {
  for (const name of shippedScenarios()) {
    const [first] = readFileSync(shippedFile(name), 'utf8').split('\n')
    expect(first).toBe('# yaml-language-server: $schema=./scenario.schema.json')
  }
})

interface Node {
  readonly description?: string
  readonly properties?: Record<string, Node>
  readonly items?: Node
  readonly oneOf?: Node[]
}

/** The paths of all fields that say nothing of themselves. */
function undescribed(node: Node, path = ''): string[] {
  const fields = Object.entries(node.properties ?? {}).flatMap(([name, field]) => [
    ...(field.description === undefined && name !== 'type' ? [`${path}.${name}`] : []),
    ...undescribed(field, `${path}.${name}`),
  ])
  const inner = [...(node.oneOf ?? []), ...(node.items === undefined ? [] : [node.items])]
  return [...fields, ...inner.flatMap((option) => undescribed(option, path))]
}

test('every field of a scenario says what it is', () => {
  expect(undescribed(JSON.parse(shipped))).toEqual([])
})
