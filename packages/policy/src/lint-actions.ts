import type { ActionEntry } from './catalogue.ts'
import { matchesGlob } from './glob.ts'
import type { LintSubject, Report } from './lint.ts'

/** What is said about `Action` and `NotAction`. */
export function lintActions({ statement, catalogue }: LintSubject, report: Report): void {
  const actions = statement.action ?? statement.notAction ?? []
  for (const action of actions) {
    if (action === '*') continue
    const [prefix = '', name = ''] = action.split(':')
    const service = catalogue.services.get(prefix.toLowerCase())
    if (!service) {
      report(
        'WARNING',
        'SERVICE_NOT_SERVED',
        `no action of the service \`${prefix}\` is known here`,
      )
      continue
    }
    if (/\$\{/.test(name)) {
      report(
        'ERROR',
        'VARIABLE_UNSUPPORTED_IN_ELEMENT',
        `\`${action}\` holds a variable: actions have none`,
      )
    } else if (matching(name, service.actions).length === 0) {
      report('ERROR', 'INVALID_ACTION', `the action \`${action}\` does not exist`)
    }
  }
  for (const [i, action] of actions.entries()) {
    const covering = actions.find((other, j) => j !== i && covers(other, action, j < i))
    if (!covering) continue
    report('SUGGESTION', 'REDUNDANT_ACTION', `\`${covering}\` covers \`${action}\` already`)
  }
}

const covers = (pattern: string, other: string, isEarlier: boolean): boolean => {
  const [wide, narrow] = [pattern.toLowerCase(), other.toLowerCase()]
  return wide === narrow ? isEarlier : matchesGlob(wide, narrow)
}

/** The actions that a name with wildcards stands for. */
function matching(name: string, actions: ReadonlyMap<string, ActionEntry>): ActionEntry[] {
  const pattern = name.toLowerCase()
  return [...actions].flatMap(([lower, entry]) => (matchesGlob(pattern, lower) ? [entry] : []))
}

/** Every known action that the statement speaks about, `Action` or `NotAction`. */
export function actionsOf({ statement, catalogue }: LintSubject): readonly NamedAction[] {
  const patterns = (statement.action ?? statement.notAction ?? []).map(text => text.toLowerCase())
  return [...catalogue.services].flatMap(([prefix, { actions }]) =>
    [...actions].flatMap(([name, entry]) => {
      const listed = patterns.some(pattern => matchesGlob(pattern, `${prefix}:${name}`))
      return listed === (statement.action !== undefined) ? [{ prefix, entry }] : []
    }),
  )
}

export interface NamedAction {
  readonly prefix: string
  readonly entry: ActionEntry
}
