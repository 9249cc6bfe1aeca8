import { scrypt, timingSafeEqual } from 'node:crypto'
import { recordOf } from '../../access/records.ts'
import {
  type LoginProfile,
  type PasswordHash,
  type PasswordPolicy,
  passwordPolicyKey,
} from '../../access/sign-in-records.ts'
import type { Random } from '../../kernel/random.ts'
import { PasswordPolicyViolationException } from '../../wire/models/iam.ts'
import type { Where } from './entities.ts'
import { LIMITS } from './limits.ts'

export async function findPasswordPolicy({
  account,
  documents,
}: Where): Promise<PasswordPolicy | undefined> {
  return recordOf<PasswordPolicy>(await documents.get(passwordPolicyKey(account)))
}

/** A new password first among the user's. @throws PasswordPolicyViolation */
export async function withPassword(
  profile: LoginProfile | undefined,
  password: string,
  { policy, random }: { readonly policy: PasswordPolicy | undefined; readonly random: Random },
): Promise<readonly PasswordHash[]> {
  const missing = policy ? violation(password, policy) : defaultViolation(password)
  if (missing) throw PasswordPolicyViolationException(missing)
  const kept = profile?.passwords.slice(0, policy?.reusePrevention ?? 0) ?? []
  for (const one of kept) {
    if (await isPassword(password, one)) {
      throw PasswordPolicyViolationException(
        'Password should not be one of the passwords that were used before',
      )
    }
  }
  return [await hashed(password, random), ...(profile?.passwords ?? [])].slice(
    0,
    LIMITS.keptPasswords,
  )
}

const KINDS = [
  ['uppercase', /[A-Z]/, 'uppercase letter'],
  ['lowercase', /[a-z]/, 'lowercase letter'],
  ['numbers', /[0-9]/, 'number'],
  ['symbols', /[!@#$%^&*()_+\-=[\]{}|']/, 'symbol'],
] as const

function violation(password: string, policy: PasswordPolicy): string | undefined {
  if (password.length < policy.minimumLength) return tooShort(policy.minimumLength)
  const missing = KINDS.find(([kind, pattern]) => policy[kind] && !pattern.test(password))
  return missing && `Password should have at least one ${missing[2]}`
}

/** Of accounts without a policy of their own: eight characters of three kinds. */
function defaultViolation(password: string): string | undefined {
  if (password.length < LIMITS.defaultPasswordLength) return tooShort(LIMITS.defaultPasswordLength)
  const kinds = KINDS.filter(([, pattern]) => pattern.test(password)).length
  return kinds >= 3
    ? undefined
    : 'Password should have at least three of uppercase letters, lowercase letters, numbers and symbols'
}

const tooShort = (length: number) => `Password should have a minimum length of ${length}`

async function hashed(password: string, random: Random): Promise<PasswordHash> {
  const salt = Buffer.from(random.bytes(16))
  const hash = await derived(password, salt)
  return { salt: salt.toString('base64url'), hash: hash.toString('base64url') }
}

/** Whether a password is the one behind a hash, in a time that does not tell. */
export async function isPassword(password: string, { salt, hash }: PasswordHash): Promise<boolean> {
  const expected = Buffer.from(hash, 'base64url')
  return timingSafeEqual(expected, await derived(password, Buffer.from(salt, 'base64url')))
}

const derived = (password: string, salt: Uint8Array): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize(), salt, 32, (error, key) => (error ? reject(error) : resolve(key)))
  })
