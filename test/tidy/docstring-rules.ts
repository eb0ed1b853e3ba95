import ts from 'typescript'

type Declared =
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.VariableStatement

const DOCUMENTED = /^(protocols|actors|src)\//

const isDeclared = (node: ts.Node): node is Declared =>
  ts.isFunctionDeclaration(node) ||
  ts.isClassDeclaration(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isVariableStatement(node)

const isExported = (node: Declared): boolean =>
  ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true

const nameOf = (node: Declared): string =>
  ts.isVariableStatement(node)
    ? (node.declarationList.declarations[0]?.name.getText() ?? '')
    : (node.name?.text ?? '')

/** The docstring that stands right before `node`, or '' where there is none. */
function docOf(node: ts.Node, text: string): string {
  const comments = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []
  const last = comments.at(-1)
  const doc = last === undefined ? '' : text.slice(last.pos, last.end)
  return doc.startsWith('/**') ? doc : ''
}

/** Exports without a docstring, and thrown errors that no docstring names. */
export function docstringFaults(path: string, text: string): string[] {
  if (!DOCUMENTED.test(path)) return []
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const exported = source.statements.filter(isDeclared).filter(isExported)
  const constants = new Set(exported.filter(ts.isVariableStatement).map(nameOf))
  return exported.flatMap((node) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart())
    const place = `${path}:${line + 1}: ${nameOf(node)}`
    const isTwin = ts.isTypeAliasDeclaration(node) && isMadeFrom(node, constants)
    const doc = docOf(node, text)
    return [
      ...(doc === '' && !isTwin ? [`${place} has no docstring`] : []),
      ...unnamedThrows(node, doc).map((name) => `${place} throws ${name} and does not say so`),
      ...(ts.isClassDeclaration(node) ? methodFaults(node, text, place) : []),
    ]
  })
}

/** Whether a type is that of an exported constant, which is told about there. */
function isMadeFrom(node: ts.TypeAliasDeclaration, constants: ReadonlySet<string>): boolean {
  if (constants.has(node.name.text)) return true
  const queries = node.type.getText().matchAll(/\btypeof (\w+)/g)
  return [...queries].some(([, name]) => constants.has(name as string))
}

function methodFaults(node: ts.ClassDeclaration, text: string, place: string): string[] {
  return node.members.filter(ts.isMethodDeclaration).flatMap((method) => {
    const isPrivate = ts
      .getModifiers(method)
      ?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)
    if (isPrivate === true) return []
    return throwsOf(method)
      .filter((name) => !saysThrows(docOf(method, text), name))
      .map((name) => `${place}.${method.name.getText()} throws ${name} and does not say so`)
  })
}

function unnamedThrows(node: Declared, doc: string): string[] {
  if (ts.isFunctionDeclaration(node)) {
    return throwsOf(node).filter((name) => !saysThrows(doc, name))
  }
  if (!ts.isVariableStatement(node)) return []
  return node.declarationList.declarations
    .flatMap(({ initializer }) =>
      initializer !== undefined && ts.isArrowFunction(initializer) ? throwsOf(initializer) : [],
    )
    .filter((name) => !saysThrows(doc, name))
}

/** `Error` is what a broken invariant throws, and any word on when will do; others by name. */
function saysThrows(doc: string, name: string): boolean {
  const said = /@throws([\s\S]*)/.exec(doc)?.[1]
  return said !== undefined && (name === 'Error' || said.includes(name))
}

/** The classes of errors that a function itself makes and throws; functions inside it aside. */
function throwsOf(node: ts.FunctionLikeDeclaration): string[] {
  const found = new Set<string>()
  const visit = (inner: ts.Node): void => {
    if (ts.isFunctionLike(inner)) return
    if (ts.isThrowStatement(inner) && ts.isNewExpression(inner.expression)) {
      found.add(inner.expression.expression.getText())
    }
    ts.forEachChild(inner, visit)
  }
  if (node.body !== undefined) visit(node.body)
  return [...found]
}
