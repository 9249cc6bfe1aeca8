/**
 * Whether an entry of a `Principal` element can name nobody whatever exists (spec/iam.md §1.6): a wildcard
 * that is not the whole value, or a thing that is never a principal. Whether the principal exists is for
 * whoever saves the policy to find out.
 */
export function principalProblem(type: string, value: string): boolean {
  if (value === '') return true
  if (type === 'AWS') return value !== '*' && (/[*?]/.test(value) || NEVER_PRINCIPALS.test(value))
  return type === 'Service' && /[*?\s]/.test(value)
}

const NEVER_PRINCIPALS = /^arn:[^:]*:iam:[^:]*:[^:]*:(?:group|instance-profile|policy)\//
