import { DEFAULT_EXPORTS, LINES_MAX, LONG_FILES, PAUSES } from './house.ts'

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/
const EMPTY_NAMES = new Set(['util', 'utils', 'helper', 'helpers', 'manager', 'common', 'misc'])

/** Names that are not kebab-case, or that say nothing. */
export function nameFaults(path: string): string[] {
  if (!/\.(ts|yaml|patch)$/.test(path) || path.startsWith('.')) return []
  const parts = path.split('/')
  const stems = [...parts.slice(0, -1), ...(parts.at(-1) as string).split('.').slice(0, -1)]
  return stems.flatMap((stem) => {
    if (!KEBAB.test(stem)) return [`${path}: "${stem}" is not kebab-case`]
    const empty = stem.split('-').find((word) => EMPTY_NAMES.has(word))
    return empty === undefined ? [] : [`${path}: "${empty}" names no idea`]
  })
}

// Written so that this file does not break its own rules.
const FORBIDDEN_TEXT: readonly (readonly [RegExp, RegExp, string])[] = [
  [/\.ts$/, /\b(test|it|describe|bench)\.(only|skip|todo|skipIf|fails)\b/, 'a test is left out'],
  [/\.ts$/, /\b(?:TO[D]O|FIX[M]E|XX[X])\b/, 'something is left to do'],
  [
    /\.(ts|md|json|ya?ml|sh|html)$/,
    /(^|[\s"'`(=:])[/](work|home|Users|root|tmp)[/]/m,
    'a path of one machine',
  ],
  [/\.(ts|md|json|ya?ml|sh|html)$/, /\b[A-Z]:\\{1,2}Users\b/, 'a path of one machine'],
  [/^package-lock\.json$/, /"resolved": "https?:[/]/, "a registry's address"],
  [/\.(ts|md|ya?ml|sh|html|patch)$/, /\bth[i]s session\b/i, 'how it was made'],
  [/\.(ts|md|ya?ml|sh|html|patch)$/, /\b(issu[e]|PR|pull request) #\d/i, 'how it was made'],
]

/** What no file of the house says. */
export function textFaults(path: string, text: string): string[] {
  return FORBIDDEN_TEXT.flatMap(([files, pattern, why]) => {
    const found = files.test(path) ? pattern.exec(text) : null
    if (found === null) return []
    const line = text.slice(0, found.index).split('\n').length
    return [`${path}:${line}: "${found[0].trim()}": ${why}`]
  })
}

// A deadline rejects, or ends something, and is no pause.
const PAUSE = /\bsetTimeout\b.* from 'node:timers\/promises'|\bsetTimeout\(resolve\b/

/** A test, script or bench that lets time pass, and is not one that may. */
export function pauseFaults(path: string, text: string): string[] {
  if (!/^(?:test|scripts|bench)\/.*\.ts$/.test(path) || path in PAUSES) return []
  return PAUSE.test(text) ? [`${path}: lets time pass: it is to wait for what happens`] : []
}

/** Default exports where no tool asks for one, and sources that are too long and do not say why. */
export function shapeFaults(path: string, text: string): string[] {
  if (!path.endsWith('.ts')) return []
  const lines = text.split('\n').length - 1
  const isLong = lines > LINES_MAX && LONG_FILES[path] === undefined
  const isDefault = /^export default\b/m.test(text) && !DEFAULT_EXPORTS.has(path)
  return [
    ...(isLong ? [`${path}: ${lines} lines, more than ${LINES_MAX}`] : []),
    ...(isDefault ? [`${path}: has a default export`] : []),
  ]
}

interface LockedPackage {
  readonly version?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** Optional packages, a platform's binary each, that a lockfile leaves out. */
export function lockFaults(text: string): string[] {
  const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, LockedPackage>> }
  return Object.entries(packages).flatMap(([of, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => packages[`node_modules/${name}`]?.version === undefined)
      .map((name) => `package-lock.json: ${of} may want ${name}, which is not locked`),
  )
}
