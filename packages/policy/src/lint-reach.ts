import type { ActionEntry } from './catalogue.ts'
import type { LintSubject, Report } from './lint.ts'
import { mayCompare } from './lint-effort.ts'
import { withoutVariables } from './lint-variables.ts'

/**
 * Says which actions a statement names in vain: each action is asked on ARNs of known forms, or on `*`, and none
 * of the statement's resources can be one of them. Actions with wildcards are not held to it.
 */
export function lintReach({ statement, catalogue }: LintSubject, report: Report): void {
  const { action = [], resource } = statement
  if (!resource || resource.some(text => /^\*+$/.test(text))) return
  // Actions share their forms: each is compared with each resource once.
  const known = new Map<string, boolean>()
  const reaches = (form: string) => {
    const found = known.get(form) ?? resource.some(text => canMatch(globOf(text), globOf(form)))
    known.set(form, found)
    return found
  }
  for (const text of action) {
    const [prefix = '', name = ''] = text.toLowerCase().split(':')
    const entry = catalogue.services.get(prefix)?.actions.get(name)
    if (!entry || canMeet(entry, reaches)) continue
    const hint = entry.withoutResource
      ? 'only `*` fits'
      : `expected ${entry.resources?.join(' or ')}`
    report(
      'WARNING',
      'ACTION_WITHOUT_FITTING_RESOURCE',
      `\`${prefix}:${entry.name}\` is never asked on these resources: ${hint}`,
      ['Action', text],
    )
  }
}

function canMeet(
  { resources, withoutResource }: ActionEntry,
  reaches: (form: string) => boolean,
): boolean {
  if (withoutResource) return false
  return resources === undefined || resources.some(reaches)
}

/** Variables and the placeholders of forms stand for any text; so do the parts that a short ARN leaves out. */
function globOf(text: string): string {
  const glob = withoutVariables(text, '*')
  return glob.split(':').length < 6 ? `${glob}*` : glob
}

/** Whether two globs have a text in common, in time bounded by their product. */
export function canMatch(a: string, b: string): boolean {
  // What is not compared is taken to meet: nothing is said about it.
  if (!mayCompare((a.length + 1) * (b.length + 1))) return true
  // Whether the rest of `a` can meet each rest of `b`; filled from the ends.
  let below: boolean[] = []
  for (let i = a.length; i >= 0; i--) {
    const row = new Array<boolean>(b.length + 1).fill(false)
    for (let j = b.length; j >= 0; j--) row[j] = meets(a[i], b[j], { row, below, j })
    below = row
  }
  return below[0] ?? false
}

function meets(
  x: string | undefined,
  y: string | undefined,
  { row, below, j }: { readonly row: boolean[]; readonly below: boolean[]; readonly j: number },
): boolean {
  if (x === undefined && y === undefined) return true
  const skipX = below[j] ?? false
  const skipY = row[j + 1] ?? false
  if (x === '*' && (skipX || (y !== undefined && skipY))) return true
  if (y === '*' && (skipY || (x !== undefined && skipX))) return true
  if (x === undefined || y === undefined || x === '*' || y === '*') return false
  return (x === y || x === '?' || y === '?') && (below[j + 1] ?? false)
}
