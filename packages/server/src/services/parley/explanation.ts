import type { AuditedCheck, AuditRecord, Outcome } from '../../audit/record.ts'
import { LIMITS } from './limits.ts'

/** A record as a person reads it: who, what, when, then each check with its evidence and what would grant it. */
export function explanationText(record: AuditRecord): string {
  const { caller, service, operation, checks } = record
  const who = caller?.arn ?? 'somebody unknown'
  const what = service && operation ? `${service} ${operation}` : 'a request'
  const lines = [`${verdictOf(record)}: ${what} by ${who}`, '']
  for (const [name, value] of facts(record)) lines.push(`  ${name.padEnd(9)} ${value}`)
  if (checks.length === 0) lines.push('', 'No permission was asked for.')
  for (const [index, check] of checks.entries()) {
    lines.push('', ...checkLines(check, index + 1, record.caller?.account))
  }
  return lines.join('\n')
}

/** A question has no outcome: whoever asked learned the decision and went on. */
function verdictOf({ outcome, checks }: AuditRecord): string {
  const isQuestion = checks.length > 0 && checks.every(({ dry }) => dry)
  if (outcome.kind !== 'done' || !isQuestion) return VERDICTS[outcome.kind]
  return checks.every(({ effect }) => effect === 'allow') ? 'Would be allowed' : 'Would be denied'
}

const VERDICTS: Readonly<Record<Outcome['kind'], string>> = {
  done: 'Allowed',
  denied: 'Denied',
  refused: 'Refused, though not for lack of permission',
  failed: 'Failed inside the server',
}

function* facts(record: AuditRecord): Generator<readonly [string, string]> {
  const { caller, account, region, outcome, sourceIp, userAgent } = record
  const on = record.parentRequestId ? `, on behalf of request ${record.parentRequestId}` : ''
  yield ['request', record.requestId + on]
  yield ['when', new Date(record.time).toISOString()]
  if (caller) {
    const key = caller.accessKeyId ? `, access key ${caller.accessKeyId}` : ''
    yield ['who', `${caller.arn} (${caller.type}${key})`]
  }
  if (sourceIp) yield ['from', [sourceIp, userAgent].filter(Boolean).join(', ')]
  yield ['where', `account ${account ?? 'unknown'}, ${region ?? 'no region'}`]
  if (record.request !== undefined) {
    const input = JSON.stringify(record.request)
    const { shownInputCharacters: most } = LIMITS
    yield ['input', input.length > most ? `${input.slice(0, most)}…` : input]
  } else if (record.requestCharacters !== undefined) {
    yield ['input', `${record.requestCharacters} characters, too many to be kept`]
  }
  if (outcome.kind === 'denied' || outcome.kind === 'refused') {
    yield ['answer', `${outcome.code}: ${outcome.message}`]
  }
}

function checkLines(
  audited: AuditedCheck,
  number: number,
  viewer: string | undefined,
): readonly string[] {
  const { action, resource, effect, dry, explanation, resourceAccount } = audited
  const asked = dry ? ' (a question without effect)' : ''
  const lines = [
    `${number}. ${action} on ${resource}${asked}`,
    `   ${effect === 'allow' ? 'Allowed' : 'Denied'}: ${reasonOf(audited)}.`,
  ]
  if (explanation === undefined) {
    const isForeign = resourceAccount !== undefined && resourceAccount !== viewer
    if (isForeign) lines.push(`   Its policies are account ${resourceAccount}'s to see.`)
    return lines
  }
  const { evidence, where, statement } = parsed(explanation)
  lines.push(...evidence.map(line => `   ${line}`))
  if (statement !== undefined) lines.push(`   To grant it, add to ${where}:`, `     ${statement}`)
  const bare = effect === 'allow' ? undefined : bareGroup(action, explanation)
  if (bare !== undefined) {
    lines.push(`   ${bare} stands for the tagging actions alone: end it with :* to mean the group.`)
  }
  return lines
}

function reasonOf({ effect, layer, policy, statement }: AuditedCheck): string {
  const name = LAYERS[layer] ?? layer
  const place = [policy && `policy ${policy}`, statement && `statement ${statement}`]
    .filter(Boolean)
    .join(', ')
  switch (effect) {
    case 'allow':
      return place === '' ? `by ${name}` : `by ${name}, ${place}`
    case 'explicit-deny':
      return place === '' ? `forbidden by ${name}` : `forbidden by ${name}, ${place}`
    case 'implicit-deny':
      return `not granted by ${name}`
  }
}

const LAYERS: Readonly<Record<string, string>> = {
  identity: 'the identity-based policies of the caller',
  resource: 'the resource-based policy',
  trust: 'the role’s trust policy',
  both: 'the policies of caller and resource together',
  boundary: 'the permissions boundary',
  session: 'the session policy',
  scp: 'the service control policies',
  rcp: 'the resource control policies',
  vpce: 'the endpoint policy',
  's3-bpa': 'the block on public access',
  service: 'a fixed rule of the service',
  none: 'any policy',
}

/** The engine's text without its first line, which repeats the verdict; what is missing stands apart. */
function parsed(explanation: string): {
  readonly evidence: readonly string[]
  readonly where: string
  readonly statement: string | undefined
} {
  const lines = explanation.split('\n').slice(1)
  const missing = lines.map(line => /^ {2}missing in (.+?): (\{.*)$/.exec(line)).find(Boolean)
  const evidence = lines.filter(line => line !== missing?.[0]).map(line => line.slice(2))
  return { evidence, where: missing?.[1] ?? '', statement: missing?.[2] }
}

/** The log group that a policy names without `:*`, a common mistake (spec/surroundings.md §2.2). */
function bareGroup(action: string, explanation: string): string | undefined {
  if (!action.startsWith('logs:')) return undefined
  const listed = explanation.split(': Resource [').slice(1)
  const named = listed.flatMap(text => text.slice(0, text.indexOf(']')).split(', '))
  return named.find(arn => /^arn:[^\s]+:log-group:[^:*]+$/.test(arn))
}
