import { ServiceError } from '../../kernel/errors.ts'

export interface MfaInput {
  readonly SerialNumber?: string | undefined
  readonly TokenCode?: string | undefined
}

/**
 * Refuses the code of a device that the caller does not have, which is every device as long as none can be
 * registered (spec/iam.md §5.6). A code is never ignored: a policy may rest on it.
 */
export function refuseUnknownDevice({ SerialNumber, TokenCode }: MfaInput): void {
  if (SerialNumber === undefined && TokenCode === undefined) return
  const message =
    SerialNumber === undefined || TokenCode === undefined
      ? 'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.'
      : 'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.'
  throw new ServiceError('AccessDenied', message, { status: 403 })
}
