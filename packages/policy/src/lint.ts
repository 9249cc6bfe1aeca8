import type { Catalogue } from './catalogue.ts'
import { lintActions } from './lint-actions.ts'
import { lintConditionKeys } from './lint-condition-keys.ts'
import { lintConditions } from './lint-conditions.ts'
import { lintDocument, type ReportOn } from './lint-document.ts'
import { isSpent, startLint } from './lint-effort.ts'
import { lintPrincipals } from './lint-principals.ts'
import { lintReach } from './lint-reach.ts'
import { lintResources } from './lint-resources.ts'
import { lintStatement } from './lint-statement.ts'
import type { PolicyDocument, PolicyKind, Statement, TextPosition } from './types.ts'

/** Something about a valid document that its author should know (spec/iam.md §9). */
export interface LintFinding {
  readonly type: 'ERROR' | 'SECURITY_WARNING' | 'WARNING' | 'SUGGESTION'
  /** The name that Access Analyzer gives it, or one of ours. */
  readonly code: string
  readonly message: string
  /** Counted from 0; absent when it is about the document. */
  readonly statement?: number
  readonly sid?: string
  /** Elements and values down to what is meant: `Condition`, `StringEquals`, `aws:username`. */
  readonly path?: readonly string[]
  /** Where that is when it was found in a text; of a document, where the statement begins. */
  readonly position?: TextPosition
}

export type Report = (
  type: LintFinding['type'],
  code: string,
  message: string,
  path?: readonly string[],
) => void

/** What a check of one statement sees. */
export interface LintSubject {
  readonly statement: Statement
  readonly document: PolicyDocument
  readonly kind: PolicyKind
  readonly catalogue: Catalogue
}

/**
 * Finds what is legal and yet wrong, dangerous or superfluous. A service that the catalogue does not know is
 * a warning, never an error.
 * @example lint(document, createCatalogue({ lex: { actions: [{ name: 'GetBot' }] } }))
 */
export function lint(
  document: PolicyDocument,
  catalogue: Catalogue,
  kind: PolicyKind = 'identity',
): LintFinding[] {
  startLint()
  const findings: LintFinding[] = []
  const reportOn: ReportOn = index => (type, code, message, path) => {
    const { sid, start: position } = document.statements[index ?? -1] ?? {}
    findings.push({
      type,
      code,
      message,
      ...(index !== undefined && { statement: index }),
      ...(sid && { sid }),
      ...(path && { path }),
      ...(position && { position }),
    })
  }
  lintDocument(document, kind, reportOn)
  for (const [index, statement] of document.statements.entries()) {
    const report = reportOn(index)
    const subject: LintSubject = { statement, document, kind, catalogue }
    lintActions(subject, report)
    lintResources(subject, report)
    lintReach(subject, report)
    lintPrincipals(subject, report)
    lintStatement(subject, report)
    lintConditions(subject, report)
    lintConditionKeys(subject, report)
  }
  if (isSpent()) {
    const message = 'the document asks for more comparing than one lint does: findings are missing'
    reportOn(undefined)('WARNING', 'LINT_INCOMPLETE', message)
  }
  return findings
}
