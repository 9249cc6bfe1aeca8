import type { Catalogue } from './catalogue.ts'
import { type Node, readJson } from './json.ts'
import { type LintFinding, lint } from './lint.ts'
import { lintGrammar, type Reporter } from './lint-grammar.ts'
import { elementOf, itemsOf, statementNodes, textOf } from './nodes.ts'
import { parsePolicy } from './parse.ts'
import type { PolicyKind, TextPosition } from './types.ts'

/**
 * Lints a text: what breaks the language, all of it and not only the first, and of a document that can be read
 * what `lint` says, each finding with the place of the value that is meant.
 * @example lintPolicy('{"Version":"2012-10-17","Statement":[]}', catalogue)[0].code // 'MISSING_STATEMENT'
 */
export function lintPolicy(
  text: string,
  catalogue: Catalogue,
  kind: PolicyKind = 'identity',
): LintFinding[] {
  const json = readJson(text)
  if (!json.ok) {
    const { problem, position } = json.error
    return [{ type: 'ERROR', code: 'JSON_SYNTAX_ERROR', message: problem, position }]
  }
  const findings: LintFinding[] = []
  const root = json.value
  const reporter: Reporter = statement => (type, code, message, at) => {
    const sid = statement === undefined ? '' : textOf(sidOf(root, statement))
    findings.push({
      type,
      code,
      message,
      ...(statement !== undefined && { statement }),
      ...(sid && { sid }),
      position: at.start,
    })
  }
  lintGrammar(root, kind, reporter)
  lintSize(text, kind, findings)
  const parsed = parsePolicy(text, kind)
  if (parsed.ok) {
    const found = lint(parsed.value, catalogue, kind)
    return [...findings, ...found.map(finding => placed(finding, root))].sort(inOrder)
  }
  if (findings.some(({ type }) => type === 'ERROR')) return findings.sort(inOrder)
  for (const { message, position = root.start } of parsed.error) {
    findings.push({ type: 'ERROR', code: 'POLICY_REFUSED', message, position })
  }
  return findings.sort(inOrder)
}

const sidOf = (root: Node, statement: number) => {
  const node = statementNodes(root)[statement]
  return node && elementOf(node, 'Sid')
}

const BEGINNING: TextPosition = { line: 1, column: 1 }

function inOrder(a: LintFinding, b: LintFinding): number {
  const [one, other] = [a.position ?? BEGINNING, b.position ?? BEGINNING]
  return one.line - other.line || one.column - other.column
}

/** The finding at the value that it names, or at what of the way there exists. */
function placed(finding: LintFinding, root: Node): LintFinding {
  const { statement, path = [] } = finding
  if (statement === undefined) return { ...finding, position: root.start }
  let node = statementNodes(root)[statement]
  for (const step of path) node = node && (stepInto(node, step) ?? node)
  return node ? { ...finding, position: node.start } : finding
}

const stepInto = (node: Node, step: string): Node | undefined =>
  node.kind === 'object'
    ? elementOf(node, step)
    : itemsOf(node).find(item => 'text' in item && item.text === step)

/** Characters that IAM and the others store, white space outside of texts not counted (spec/iam.md §1.2). */
function lintSize(text: string, kind: PolicyKind, findings: LintFinding[]): void {
  const [type, code, most] = SIZES[kind] ?? []
  if (!type || !code || !most) return
  // Service control policies are stored as they are sent.
  const size = kind === 'scp' ? text.length : text.replaceAll(SPACE_OR_TEXT, kept).length
  if (size <= most) return
  const message = `it has ${size} characters, more than the ${most} that fit`
  findings.push({ type, code, message, position: BEGINNING })
}

const SPACE_OR_TEXT = /"(?:[^"\\]|\\.)*"|\s+/g
const kept = (part: string) => (part.startsWith('"') ? part : '')

type Size = readonly [type: LintFinding['type'], code: string, most: number]
const SIZES: Readonly<Partial<Record<PolicyKind, Size>>> = {
  identity: ['WARNING', 'POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA', 6144],
  boundary: ['WARNING', 'POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA', 6144],
  resource: ['WARNING', 'POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA', 20_480],
  trust: ['WARNING', 'POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA', 2048],
  scp: ['ERROR', 'POLICY_SIZE_EXCEEDS_SCP_QUOTA', 5120],
}
