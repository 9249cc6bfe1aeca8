import { ServiceError } from '../kernel/errors.ts'
import type { PostedForm } from './form-body.ts'

/** How large the file of a form may be, in bytes. */
export interface SizeRange {
  readonly min: number
  readonly max: number
}

/**
 * What a signed policy demands of a posted form (spec/iam.md §8.1, "POST policy"): every field must be as one
 * of its conditions says, and none may be there that it does not name.
 * @returns what all its ranges allow
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
  for (const condition of conditions.map(asTriple)) {
    const [kind, left, right] = condition
    if (kind === 'content-length-range') {
      range = narrowed(range, condition)
      continue
    }
    const name = /^\$(.+)$/s.exec(left)?.[1]?.toLowerCase()
    const value = name === 'bucket' ? bucket : (fields.get(name ?? '') ?? '')
    const holds = kind === 'starts-with' ? value.startsWith(right) : value === right
    if (name === undefined || !holds) throw failed(condition)
    named.add(name)
  }
  // Where a form is posted to counts as one of its fields, or its policy would hold for every bucket.
  for (const name of ['bucket', ...fields.keys()]) {
    if (named.has(name) || UNNAMED.has(name) || name.startsWith('x-ignore-')) continue
    throw refused(`Extra input fields: ${name}`)
  }
  return range
}

const UNNAMED = new Set(['policy', 'file', 'x-amz-signature'])

function narrowed(range: SizeRange | undefined, condition: Triple): SizeRange {
  const [, least, most] = condition
  if (!/^\d{1,15}$/.test(least) || !/^\d{1,15}$/.test(most)) throw failed(condition)
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = range ?? {}
  return { min: Math.max(min, Number(least)), max: Math.min(max, Number(most)) }
}

type Triple = readonly [kind: string, left: string, right: string]

function asTriple(condition: unknown): Triple {
  if (Array.isArray(condition)) {
    const [kind, left, right] = condition as unknown[]
    const name = String(kind).toLowerCase()
    if (condition.length === 3 && KINDS.has(name)) return [name, String(left), String(right)]
  } else if (typeof condition === 'object' && condition !== null) {
    const [only, ...more] = Object.entries(condition)
    if (only && more.length === 0) return ['eq', `$${only[0]}`, String(only[1])]
    throw invalid(
      'Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.',
    )
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

const failed = (condition: Triple) => {
  const shown = condition.map(part => JSON.stringify(part)).join(', ')
  return refused(`Policy Condition failed: [${shown}]`)
}

const refused = (reason: string) =>
  new ServiceError('AccessDenied', `Invalid according to Policy: ${reason}`, { status: 403 })

const invalid = (message: string) =>
  new ServiceError('InvalidPolicyDocument', message, { status: 400 })
