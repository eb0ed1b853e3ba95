import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The package's folder: the nearest above this file that has a package.json.
 * @throws Error where there is none
 */
export function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error('outcry is not installed in a package folder')
    folder = parent
  }
  return folder
}

/** The folder of the scenarios that come with the package, from the sources and from dist alike. */
export const scenariosFolder = (): string => join(packageFolder(), 'scenarios')

/** The names of the shipped scenarios, in alphabetical order. */
export function shippedScenarios(): string[] {
  return readdirSync(scenariosFolder())
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort()
}

/** The file of a shipped scenario. It exists only where `shippedScenarios` has the name. */
export const shippedFile = (name: string): string => join(scenariosFolder(), `${name}.yaml`)
