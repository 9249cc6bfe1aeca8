import type { ActionEntry, Catalogue } from './catalogue.ts'
import type { LintSubject, Report } from './lint.ts'
import { coverings, fits } from './lint-effort.ts'

/** What is said about `Action` and `NotAction`. */
export function lintActions({ statement, catalogue }: LintSubject, report: Report): void {
  const element = statement.action ? 'Action' : 'NotAction'
  const actions = statement.action ?? statement.notAction ?? []
  const covered = coverings(actions.map(action => action.toLowerCase()))
  for (const [i, action] of actions.entries()) {
    const at: Report = (type, code, message) => report(type, code, message, [element, action])
    lintAction(action, catalogue, at)
    const covering = actions[covered[i] ?? -1]
    if (!covering) continue
    at('SUGGESTION', 'REDUNDANT_ACTION', `\`${covering}\` covers \`${action}\` already`)
  }
}

function lintAction(action: string, catalogue: Catalogue, report: Report): void {
  if (action === '*') return
  const [prefix = '', name = ''] = action.split(':')
  const service = catalogue.services.get(prefix.toLowerCase())
  if (/\$\{/.test(name)) {
    report(
      'ERROR',
      'VARIABLE_UNSUPPORTED_IN_ELEMENT',
      `\`${action}\` holds a variable: actions have none`,
    )
  } else if (!service) {
    report('WARNING', 'SERVICE_NOT_SERVED', `no action of the service \`${prefix}\` is known here`)
  } else {
    const entries = matching(name, service.actions)
    if (entries.length === 0) {
      report('ERROR', 'INVALID_ACTION', `the action \`${action}\` does not exist`)
    } else if (entries.every(entry => entry.elsewhere)) {
      report('WARNING', 'ACTION_NOT_SERVED', `\`${action}\` exists at AWS and is not served here`)
    }
  }
}

/** The actions that a name with wildcards stands for. */
function matching(name: string, actions: ReadonlyMap<string, ActionEntry>): ActionEntry[] {
  const pattern = name.toLowerCase()
  return [...actions].flatMap(([lower, entry]) => (fits(pattern, lower) ? [entry] : []))
}

/** Every known action that the statement speaks about, `Action` or `NotAction`. */
export function actionsOf({ statement, catalogue }: LintSubject): readonly NamedAction[] {
  const patterns = (statement.action ?? statement.notAction ?? []).map(text => text.toLowerCase())
  return [...catalogue.services].flatMap(([prefix, { actions }]) =>
    [...actions].flatMap(([name, entry]) => {
      const listed = patterns.some(pattern => fits(pattern, `${prefix}:${name}`))
      return listed === (statement.action !== undefined) ? [{ prefix, entry }] : []
    }),
  )
}

export interface NamedAction {
  readonly prefix: string
  readonly entry: ActionEntry
}
