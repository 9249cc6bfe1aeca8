import { key } from '../store/key.ts'
import type { Key } from '../store/store.ts'
import type { Tag } from './identity.ts'

/** How people prove who they are without an access key, as documents: passwords, devices, identity providers. */

/** The password of a user, by the user's unique id: a rename moves nothing. */
export interface LoginProfile {
  readonly createdAt: number
  readonly changedAt: number
  readonly resetRequired: boolean
  /** The current one first, then those that may not be used again. */
  readonly passwords: readonly PasswordHash[]
}

/** scrypt; base64url. */
export interface PasswordHash {
  readonly salt: string
  readonly hash: string
}

/** A virtual device that makes one-time codes (spec/iam.md §5.6). */
export interface MfaDevice {
  readonly name: string
  readonly path: string
  /** Its ARN. */
  readonly serial: string
  readonly sealedSeed: string
  readonly createdAt: number
  readonly tags: readonly Tag[]
  readonly use?: MfaUse
}

/** How a user has a device. */
export interface MfaUse {
  /** By unique id. */
  readonly userId: string
  readonly enabledAt: number
  /** How many steps of 30 s its clock is ahead of ours. */
  readonly drift: number
  /** The step of the last accepted code: no code is accepted twice. */
  readonly lastStep: number
}

export interface OidcProvider {
  /** Host and path, without scheme. */
  readonly url: string
  readonly arn: string
  readonly clientIds: readonly string[]
  readonly thumbprints: readonly string[]
  readonly createdAt: number
  readonly tags: readonly Tag[]
}

export interface SamlProvider {
  readonly name: string
  readonly arn: string
  readonly metadata: string
  readonly createdAt: number
  readonly validUntil: number
  readonly tags: readonly Tag[]
}

export interface ServerCertificate {
  readonly name: string
  readonly path: string
  readonly id: string
  readonly arn: string
  readonly body: string
  readonly chain?: string
  readonly sealedKey: string
  readonly uploadedAt: number
  readonly expiresAt: number
  readonly tags: readonly Tag[]
}

/** What passwords must be like, when the account says so itself. */
export interface PasswordPolicy {
  readonly minimumLength: number
  readonly symbols: boolean
  readonly numbers: boolean
  readonly uppercase: boolean
  readonly lowercase: boolean
  readonly usersMayChange: boolean
  readonly maxAgeDays?: number
  readonly reusePrevention?: number
  readonly hardExpiry?: boolean
}

export const loginProfileKey = (account: string, userId: string): Key =>
  key('iam.login-profile', account, userId)
export const passwordPolicyKey = (account: string): Key => key('iam.password-policy', account)
export const mfaDeviceKey = (account: string, name: string): Key =>
  key('iam.mfa-device', account, name.toLowerCase())
export const oidcProviderKey = (account: string, url: string): Key =>
  key('iam.oidc-provider', account, url)
export const samlProviderKey = (account: string, name: string): Key =>
  key('iam.saml-provider', account, name.toLowerCase())
export const serverCertificateKey = (account: string, name: string): Key =>
  key('iam.server-certificate', account, name.toLowerCase())
