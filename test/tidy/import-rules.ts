import { posix } from 'node:path'
import ts from 'typescript'
import { FLOORS, type Floor, FORBIDDEN, NODE_IMPORTS } from './house.ts'

/** The floor on which a file stands, and its name: every folder of `actors/` is one of its own. */
function floorOf(path: string): { readonly name: string; readonly floor: Floor } | undefined {
  const parts = path.split('/')
  const [first, second] = parts as [string, string]
  if (first === 'actors' && parts.length > 2) {
    return { name: `actors/${second}`, floor: FLOORS['actors/*'] as Floor }
  }
  const names = parts.length > 2 ? [`${first}/${second}`, first] : [first]
  // A folder of src/ that has no line has no floor: somebody must say where it stands.
  const name = first === 'src' ? names[0] : names.find((each) => each in FLOORS)
  const floor = name === undefined ? undefined : FLOORS[name]
  return name === undefined || floor === undefined ? undefined : { name, floor }
}

/** What a source imports or re-exports, types too, and what it imports while it runs. */
export function importsOf(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const specifier =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
          ? node.arguments[0]
          : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
            ? node.argument.literal
            : undefined
    if (specifier !== undefined) {
      found.push(ts.isStringLiteralLike(specifier) ? specifier.text : '(not a literal)')
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** What is wrong with a file's imports: a line each. */
export function importFaults(path: string, text: string): string[] {
  if (!path.includes('/')) return []
  const here = floorOf(path)
  if (here === undefined) return [`${path}: stands on no floor`]
  return importsOf(path, text).flatMap((specifier) => {
    const fault = specifier.startsWith('.')
      ? fileFault(path, here, posix.join(posix.dirname(path), specifier))
      : packageFault(path, here.floor, specifier)
    return fault === undefined ? [] : [`${path}: imports ${specifier}: ${fault}`]
  })
}

function packageFault(path: string, { packages }: Floor, specifier: string): string | undefined {
  if (packages.some((pattern) => pattern.test(specifier))) return undefined
  if (NODE_IMPORTS[path]?.names.includes(specifier) === true) return undefined
  return 'this floor does not use it'
}

function fileFault(
  path: string,
  here: { readonly name: string; readonly floor: Floor },
  target: string,
): string | undefined {
  if (target === 'package.json') return undefined
  if (!target.endsWith('.ts')) return 'a source is imported with its ending, .ts'
  const there = floorOf(target)
  if (there === undefined) return 'it stands on no floor'
  const isLower = there.floor.level < here.floor.level
  if (there.name !== here.name && !isLower) return `${here.name} does not stand above ${there.name}`
  return FORBIDDEN.find(({ from, to }) => from.test(path) && to.test(target))?.why
}
