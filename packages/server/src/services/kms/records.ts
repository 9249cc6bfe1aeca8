import type { Tag } from '../../access/identity.ts'
import type { PinnedDocument } from '../../access/records.ts'
import { key, within } from '../../store/key.ts'
import type { Key } from '../../store/store.ts'
import type { GrantConstraints, GrantOperation, KeyUsageType } from '../../wire/models/kms.ts'
import type { Spec } from './key-specs.ts'

/** Keys, their material, aliases and grants as documents. Times are epoch ms. */
export interface KmsKey {
  /** A UUID. */
  readonly id: string
  readonly account: string
  readonly region: string
  readonly description: string
  readonly spec: Spec
  readonly usage: KeyUsageType
  /** `AWS`: made for a service of the account on first use; its owner can look at it, but not change it. */
  readonly manager: 'AWS' | 'CUSTOMER'
  readonly enabled: boolean
  readonly createdAt: number
  readonly deletion?: { readonly at: number; readonly days: number }
  readonly policy: PinnedDocument
  readonly tags: readonly Tag[]
  /** Names with `alias/`, in the order of creation. */
  readonly aliases: readonly string[]
  /** Oldest first. The last one encrypts; all of them decrypt. */
  readonly materials: readonly MaterialVersion[]
  readonly rotation?: { readonly days: number; readonly nextAt: number }
}

export interface MaterialVersion {
  /** 64 hexadecimal digits, as `KeyMaterialId`. */
  readonly id: string
  readonly createdAt: number
  readonly cause: 'CREATION' | 'AUTOMATIC' | 'ON_DEMAND'
}

/** One version of a key's material, sealed under the root key. */
export interface SealedMaterial {
  readonly sealed: string
}

export interface Alias {
  /** With `alias/`. */
  readonly name: string
  readonly keyId: string
  readonly createdAt: number
  readonly updatedAt: number
}

export interface Grant {
  /** 64 hexadecimal digits. */
  readonly id: string
  readonly keyId: string
  readonly account: string
  readonly region: string
  readonly name?: string
  readonly grantee: string
  readonly retiring?: string
  /** ARN as written → unique id of the user or role it named when the grant was made. */
  readonly pinned: Readonly<Record<string, string>>
  readonly operations: readonly GrantOperation[]
  readonly constraints?: GrantConstraints
  readonly createdAt: number
  /** The account in whose name the grant was made. */
  readonly issuer: string
}

export const KEY_KIND = 'kms.key'
export const ALIAS_KIND = 'kms.alias'

export const keyKey = (account: string, region: string, id: string): Key =>
  key(KEY_KIND, account, region, id)

export const materialKey = (keyId: string, materialId: string): Key =>
  key('kms.material', keyId, materialId)

export const aliasKey = (account: string, region: string, name: string): Key =>
  key(ALIAS_KIND, account, region, name)

export const grantKey = (keyId: string, grantId: string): Key => key('kms.grant', keyId, grantId)

export const grantsOfKey = (keyId: string) => within('kms.grant', keyId)

/** One row a grant, so that a decision finds the caller's alone; `grantee` is a unique id or an ARN. */
export const granteeKey = (keyId: string, grantee: string, grantId: string): Key =>
  key('kms.grantee', keyId, grantee, grantId)

export const grantsOfGrantee = (keyId: string, grantee: string) =>
  within('kms.grantee', keyId, grantee)

/** A grant by what it says: made again under the same name, it is the same. */
export const sameGrantKey = (keyId: string, digest: string): Key =>
  key('kms.same-grant', keyId, digest)

/** The grants that a principal may retire, whosever key they are on. */
export const retirableKey = (
  principal: string,
  { region, keyId, id }: Pick<Grant, 'region' | 'keyId' | 'id'>,
): Key => key('kms.retirable', region, principal, keyId, id)

export const retirableBy = (region: string, principal: string) =>
  within('kms.retirable', region, principal)

/** Counters. */
export const keyCountKey = (account: string, region: string): Key =>
  key('kms.key-count', account, region)
export const grantCountKey = (keyId: string): Key => key('kms.grant-count', keyId)
export const granteeCountKey = (keyId: string, grantee: string): Key =>
  key('kms.grantee-count', keyId, grantee)

export const keyArn = ({ account, region, id }: Pick<KmsKey, 'account' | 'region' | 'id'>) =>
  `arn:aws:kms:${region}:${account}:key/${id}`

export const aliasArn = (account: string, region: string, name: string): string =>
  `arn:aws:kms:${region}:${account}:${name}`

export const grantArnOfKey = ({ account, region, keyId }: Grant) =>
  keyArn({ account, region, id: keyId })
