import { ServiceError } from '../kernel/errors.ts'
import type { PostedForm } from './form-body.ts'

/** What a signed policy demands of a posted form (spec/iam.md §8.1, "POST policy"). */
export interface SizeRange {
  readonly min: number
  readonly max: number
}

/**
 * Every field must be as one of the policy's conditions says, and none may be there that it does not name.
 * @returns how large the file may be
 * @throws ServiceError AccessDenied, InvalidPolicyDocument
 */
export function enforcePolicy(
  encoded: string,
  { fields }: Pick<PostedForm, 'fields'>,
  bucket: string,
  now: number,
): SizeRange | undefined {
  const { expiration, conditions } = parsed(encoded)
  if (!(Date.parse(expiration) > now)) throw refused('Policy expired.')
  const named = new Set<string>()
  let range: SizeRange | undefined
  const valueOfField = (name: string) => (name === 'bucket' ? bucket : (fields.get(name) ?? ''))
  for (const condition of conditions.flatMap(asTriples)) {
    const [kind, left, right] = condition
    if (kind === 'content-length-range') {
      range = { min: Number(left), max: Number(right) }
      continue
    }
    const name = String(left).replace(/^\$/, '').toLowerCase()
    named.add(name)
    const value = valueOfField(name)
    const text = String(right)
    const holds = kind === 'starts-with' ? value.startsWith(text) : value === text
    if (!holds) throw refused(`Policy Condition failed: ${JSON.stringify(condition)}`)
  }
  for (const name of fields.keys()) {
    if (named.has(name) || UNNAMED.has(name) || name.startsWith('x-ignore-')) continue
    throw refused(`Extra input fields: ${name}`)
  }
  return range
}

const UNNAMED = new Set(['policy', 'file', 'x-amz-signature', 'awsaccesskeyid', 'signature'])

type Triple = readonly [kind: string, left: unknown, right: unknown]

function asTriples(condition: unknown): Triple[] {
  if (Array.isArray(condition)) {
    const [kind, left, right] = condition as unknown[]
    const name = String(kind).toLowerCase()
    if (condition.length === 3 && KINDS.has(name)) return [[name, left, right]]
  } else if (typeof condition === 'object' && condition !== null) {
    return Object.entries(condition).map(([name, value]) => ['eq', `$${name}`, value] as const)
  }
  throw invalid('Invalid Policy: Invalid condition.')
}

const KINDS = new Set(['eq', 'starts-with', 'content-length-range'])

function parsed(encoded: string): { expiration: string; conditions: readonly unknown[] } {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'))
  } catch (cause) {
    throw Object.assign(invalid('Invalid Policy: Invalid JSON.'), { cause })
  }
  const { expiration, conditions } = (value ?? {}) as Record<string, unknown>
  if (typeof expiration !== 'string') throw invalid('Invalid Policy: Policy missing expiration.')
  if (!Array.isArray(conditions)) throw invalid('Invalid Policy: Policy missing conditions.')
  return { expiration, conditions }
}

const refused = (reason: string) =>
  new ServiceError('AccessDenied', `Invalid according to Policy: ${reason}`, { status: 403 })

const invalid = (message: string) =>
  new ServiceError('InvalidPolicyDocument', message, { status: 400 })
