import { cutPattern } from './arn.ts'
import type { Catalogue, ServiceCatalogue } from './catalogue.ts'
import type { LintSubject, Report } from './lint.ts'
import { coverings } from './lint-effort.ts'
import { hasVariable, isUnclosed, lintVariableText } from './lint-variables.ts'

/** What is said about `Resource` and `NotResource`. */
export function lintResources(subject: LintSubject, report: Report): void {
  const { statement } = subject
  const element = statement.resource ? 'Resource' : 'NotResource'
  const resources = statement.resource ?? statement.notResource ?? []
  const covered = coverings(resources)
  for (const [i, text] of resources.entries()) {
    const at: Report = (type, code, message) => report(type, code, message, [element, text])
    lintVariables(subject, text, at)
    if (text !== '*') lintArn(subject, text, at)
    const covering = resources[covered[i] ?? -1]
    if (covering) {
      at('SUGGESTION', 'REDUNDANT_RESOURCE', `\`${covering}\` covers \`${text}\` already`)
    }
  }
}

function lintVariables({ document }: LintSubject, text: string, report: Report): void {
  const head = cutPattern(text, true).slice(0, 5).join(':')
  if (document.version === '2008-10-17' && hasVariable(text)) {
    report(
      'ERROR',
      'VARIABLE_UNSUPPORTED_IN_VERSION',
      `\`${text}\` holds a variable, which needs version 2012-10-17`,
    )
  } else if (isUnclosed(text)) {
    report('ERROR', 'MISSING_BRACE_IN_VARIABLE', `a variable in \`${text}\` is not closed`)
  } else if (head.includes('${')) {
    report(
      'ERROR',
      'VARIABLE_UNSUPPORTED_IN_ELEMENT',
      `\`${text}\` holds a variable before its sixth part, where it is plain text`,
    )
  }
  lintVariableText(text, report)
}

function lintArn(subject: LintSubject, text: string, report: Report): void {
  const parts = cutPattern(text, true)
  const [, , service = '', region = '', account = '', rest] = parts
  if (rest === undefined) {
    report('ERROR', 'MISSING_ARN_FIELD', `\`${text}\` has fewer than six parts`)
    return
  }
  if (service !== service.toLowerCase()) {
    report('ERROR', 'INVALID_ARN_SERVICE_CASE', `the service \`${service}\` is written lower case`)
  }
  if (isPlain(region) && region !== '' && !REGION.test(region)) {
    report('ERROR', 'INVALID_ARN_REGION', `\`${region}\` in \`${text}\` is no region`)
  }
  if (isPlain(account) && !/^(?:|\d{12}|aws|cloudfront)$/.test(account)) {
    report('ERROR', 'INVALID_ARN_ACCOUNT', `\`${account}\` in \`${text}\` is no account id`)
  }
  if (rest === '') report('ERROR', 'INVALID_ARN_RESOURCE', `\`${text}\` names no resource`)
  lintPlaces(subject, text, parts, report)
  lintLexArn(subject, text, report)
}

export const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d+$/
const isPlain = (part: string) => !/[*?]|\$\{/.test(part)

/** Whether the service's ARNs have a region and an account at all. */
function lintPlaces(
  { catalogue }: LintSubject,
  text: string,
  [, , service = '', region = '', account = '', rest = '']: readonly string[],
  report: Report,
): void {
  const forms = formsOf(service, catalogue)
  // Access points and the like of S3 have what buckets and objects have not.
  if (forms.length === 0 || (service === 's3' && /^[a-z-]+\//.test(rest) && region !== '')) return
  if (region !== '' && region !== '*' && forms.every(form => form[3] === '')) {
    report('ERROR', 'ARN_REGION_NOT_ALLOWED', `ARNs of \`${service}\` have no region: \`${text}\``)
  }
  if (account !== '' && account !== '*' && forms.every(form => form[4] === '')) {
    report(
      'ERROR',
      'ARN_ACCOUNT_NOT_ALLOWED',
      `ARNs of \`${service}\` have no account: \`${text}\``,
    )
  }
  if (region === '' && forms.every(form => form[3] !== '')) {
    report('ERROR', 'MISSING_ARN_REGION', `\`${text}\` lacks its region`)
  }
}

const FORMS = new WeakMap<ServiceCatalogue, readonly string[][]>()

/** The ARN forms of a service in their parts, found once. */
function formsOf(service: string, { services }: Catalogue): readonly string[][] {
  const entry = services.get(service)
  if (!entry) return []
  const known = FORMS.get(entry)
  if (known) return known
  const all = new Set([...entry.actions.values()].flatMap(({ resources = [] }) => resources))
  const forms = [...all].map(form => form.split(':')).filter(parts => parts[2] === service)
  FORMS.set(entry, forms)
  return forms
}

function lintLexArn({ statement }: LintSubject, text: string, report: Report): void {
  if (/^arn:[^:]*:lex:[^:]*:[^:]*:(?:bot|bot-alias|test-set)\//.test(text)) {
    report('WARNING', 'LEX_V2_ARN', `\`${text}\` is an ARN of Lex V2; bots of V1 are \`bot:NAME\``)
  }
  if (statement.effect === 'Allow' && /^arn:[^:]*:lex:[^:]*:[^:]*:bot:\*$/.test(text)) {
    report('SUGGESTION', 'LEX_EVERY_BOT', `\`${text}\` is every bot, every version and every alias`)
  }
}
