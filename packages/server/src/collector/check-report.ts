/** What the checks of a connector or an archive found (spec/surroundings.md §14.3). */
export interface CheckReport {
  /** Nothing that must hold failed. */
  readonly connected: boolean
  readonly checks: readonly CheckResult[]
}

export interface CheckResult {
  /** As the table of the checks counts. */
  readonly number: number
  readonly name: CheckName
  readonly status: 'passed' | 'failed' | 'warning' | 'skipped'
  readonly code?: CheckCode
  /** A plain sentence. */
  readonly message?: string
  /** What would help. */
  readonly fix?: string
  /** The decision can be explained under it. */
  readonly requestId?: string
  readonly sample?: string
}

export type CheckName =
  | 'input'
  | 'role'
  | 'external-id'
  | 'region'
  | 'list'
  | 'read'
  | 'format'
  | 'overlap'
  | 'write'

export type CheckCode =
  | 'INVALID_INPUT'
  | 'ASSUME_ROLE_DENIED'
  | 'KEYS_REFUSED'
  | 'EXTERNAL_ID_NOT_ENFORCED'
  | 'ENDPOINT_UNREACHABLE'
  | 'WRONG_REGION'
  | 'BUCKET_NOT_FOUND'
  | 'LIST_DENIED'
  | 'PREFIX_EMPTY'
  | 'GET_DENIED'
  | 'KMS_DECRYPT_DENIED'
  | 'ARCHIVED_CLASS'
  | 'FORMAT_MISMATCH'
  | 'DUPLICATE_SOURCE'
  | 'PUT_DENIED'
  | 'ARCHIVE_IN_USE'

/** The first check that failed. */
export const failureOf = ({ checks }: CheckReport): CheckResult | undefined =>
  checks.find(({ status }) => status === 'failed')

export const reportOf = (checks: readonly CheckResult[]): CheckReport => ({
  connected: checks.every(({ status }) => status !== 'failed'),
  checks,
})
