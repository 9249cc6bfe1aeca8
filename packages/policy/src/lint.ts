import type { Catalogue } from './catalogue.ts'
import { lintActions } from './lint-actions.ts'
import { lintConditions } from './lint-conditions.ts'
import { lintDocument, lintStatement } from './lint-statement.ts'
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
  readonly position?: TextPosition
}

export type Report = (type: LintFinding['type'], code: string, message: string) => void

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
  const findings: LintFinding[] = []
  lintDocument(document, (type, code, message) => findings.push({ type, code, message }))
  for (const [index, statement] of document.statements.entries()) {
    const { sid, start: position } = statement
    const report: Report = (type, code, message) => {
      findings.push({ type, code, message, statement: index, ...(sid && { sid }), position })
    }
    const subject: LintSubject = { statement, document, kind, catalogue }
    lintActions(subject, report)
    lintStatement(subject, report)
    lintConditions(subject, report)
  }
  return findings
}
