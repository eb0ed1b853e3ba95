import ts from 'typescript'
import {
  BANNED_GLOBALS,
  BANNED_MEMBERS,
  DECIDING,
  EXACT_MATH,
  GLOBAL_EXCEPTIONS,
  SYNCHRONOUS,
} from './house.ts'

/** Uses of a clock, of chance or of inexact mathematics where one seed must give one tape. */
export function chanceFaults(path: string, text: string): string[] {
  if (!DECIDING.test(path)) return []
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const allowed = new Set(GLOBAL_EXCEPTIONS[path]?.names)
  const faults: string[] = []
  const visit = (node: ts.Node): void => {
    const fault = faultOf(node) ?? (SYNCHRONOUS.test(path) ? waitOf(node) : undefined)
    if (fault !== undefined && !allowed.has(fault)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart())
      faults.push(`${path}:${line + 1}: uses ${fault}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return faults
}

function faultOf(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node)) return globalOf(node)
  if (ts.isPropertyAccessExpression(node)) {
    const member = node.name.text
    if (BANNED_MEMBERS.has(member)) return member
    return undefined
  }
  if (!ts.isBinaryExpression(node)) return undefined
  const { kind } = node.operatorToken
  const isPower =
    kind === ts.SyntaxKind.AsteriskAsteriskToken ||
    kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken
  // Powers of two are exact everywhere, and so are whole numbers of any size.
  return isPower && node.left.getText() !== '2' && !ts.isBigIntLiteral(node.left) ? '**' : undefined
}

/** The banned global that an identifier stands for; a property of that name is none. */
function globalOf(node: ts.Identifier): string | undefined {
  const { parent, text } = node
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return undefined
  if (
    (ts.isPropertyAssignment(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent)) &&
    parent.name === node
  ) {
    return undefined
  }
  if (text !== 'Math') return BANNED_GLOBALS.has(text) ? text : undefined
  if (!ts.isPropertyAccessExpression(parent)) return 'Math as a value'
  return EXACT_MATH.has(parent.name.text) ? undefined : `Math.${parent.name.text}`
}

function waitOf(node: ts.Node): string | undefined {
  if (ts.isAwaitExpression(node)) return 'await'
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'async'
  return ts.isIdentifier(node) && node.text === 'Promise' ? 'Promise' : undefined
}
