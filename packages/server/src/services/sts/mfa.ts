import type { Identity } from '../../access/identity.ts'
import { LIMITS } from '../../access/limits.ts'
import { afterCode, findMfaDevice } from '../../access/mfa.ts'
import { putRecord } from '../../access/records.ts'
import { type MfaDevice, mfaDeviceKey } from '../../access/sign-in-records.ts'
import { boundedMap } from '../../kernel/bounded-map.ts'
import { ServiceError } from '../../kernel/errors.ts'
import type { Write } from '../../store/store.ts'
import type { StsContext } from './context.ts'

export interface MfaInput {
  readonly SerialNumber?: string | undefined
  readonly TokenCode?: string | undefined
}

/**
 * The caller's device after the code of a request; undefined when there is neither. A code is never ignored:
 * a policy may rest on it (spec/iam.md §5.6).
 * @throws AccessDenied
 */
export async function acceptedDevice(
  { SerialNumber, TokenCode }: MfaInput,
  context: StsContext,
): Promise<MfaDevice | undefined> {
  if (SerialNumber === undefined && TokenCode === undefined) return undefined
  if (SerialNumber === undefined || TokenCode === undefined) {
    throw denied(
      'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
    )
  }
  const { identity, documents, seal, clock, guesses } = context
  const { account } = identity
  const device = await findMfaDevice(SerialNumber, account, documents)
  if (!device || !has(identity, device)) {
    throw denied(
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    )
  }
  const now = clock.now()
  const next = guesses.areSpent(device.serial, now)
    ? undefined
    : afterCode(device, TokenCode, { seal, now })
  if (next) return next
  guesses.note(device.serial, now)
  throw denied('MultiFactorAuthentication failed with invalid MFA one time pass code. ')
}

function has({ principal }: Identity, { use }: MfaDevice): boolean {
  return principal.kind === 'user' && use !== undefined && principal.uniqueId === use.userId
}

/** The write that makes the device refuse the code from now on. */
export const spentCode = (account: string, device: MfaDevice): Write =>
  putRecord(mfaDeviceKey(account, device.name), device)

const denied = (message: string) => new ServiceError('AccessDenied', message, { status: 403 })

/** Counts wrong codes, so that nobody finds the right one by trying. */
export interface Guesses {
  areSpent(serial: string, now: number): boolean
  note(serial: string, now: number): void
}

export function createGuesses(): Guesses {
  const wrong = boundedMap<string, { readonly since: number; readonly count: number }>(
    LIMITS.guessedDevices,
  )
  const current = (serial: string, now: number) => {
    const found = wrong.get(serial)
    return found && now - found.since < LIMITS.mfaGuessWindowMs ? found : undefined
  }
  return {
    areSpent: (serial, now) => (current(serial, now)?.count ?? 0) >= LIMITS.mfaGuesses,
    note(serial, now) {
      const { since, count } = current(serial, now) ?? { since: now, count: 0 }
      wrong.set(serial, { since, count: count + 1 })
    },
  }
}
