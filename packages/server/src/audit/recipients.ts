/** The part of a request that tells whose event it is. */
export interface Involved {
  readonly callerAccount: string | undefined
  readonly denied: boolean
  readonly checks: readonly {
    readonly dry?: boolean
    readonly resourceAccount?: string
  }[]
}

/**
 * The accounts whose event a request is: the caller's, and those whose resources it reached. Who was refused
 * reached nothing: otherwise strangers could fill another account's trail.
 */
export function recipientsOf({ callerAccount, denied, checks }: Involved): readonly string[] {
  const accounts: string[] = callerAccount ? [callerAccount] : []
  if (denied) return accounts
  for (const { dry, resourceAccount } of checks) {
    if (dry || !resourceAccount || accounts.includes(resourceAccount)) continue
    accounts.push(resourceAccount)
  }
  return accounts
}
