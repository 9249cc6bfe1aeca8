import {
  DisabledException,
  DryRunOperationException,
  InvalidKeyUsageException,
  type KeyUsageType,
  KMSInvalidStateException,
  UnsupportedOperationException,
} from '../../wire/models/kms.ts'
import type { KmsContext } from './context.ts'
import type { NamedKey } from './key-names.ts'
import { SPECS } from './key-specs.ts'
import { commitWithin } from './new-key.ts'
import { type KmsKey, keyArn } from './records.ts'

/** What each state of a key lets happen (spec/surroundings.md §3). All of it is asked after authorization. */

/** The key in whatever state; an AWS managed key that is used for the first time is kept now. */
export async function existingKey(named: NamedKey, context: KmsContext): Promise<KmsKey> {
  const { key, missing, created } = named
  if (!key) throw missing
  if (created) await commitWithin(created.writes, context, 'Too many keys in this region.')
  return key
}

/** A key that is not about to be deleted. @throws KMSInvalidStateException */
export async function lastingKey(named: NamedKey, context: KmsContext): Promise<KmsKey> {
  const key = await existingKey(named, context)
  if (key.deletion) throw KMSInvalidStateException(`${keyArn(key)} is pending deletion.`)
  return key
}

/** A key fit for use. @throws DisabledException KMSInvalidStateException */
export async function enabledKey(named: NamedKey, context: KmsContext): Promise<KmsKey> {
  const key = await lastingKey(named, context)
  if (!key.enabled) throw DisabledException(`${keyArn(key)} is disabled.`)
  return key
}

/** @throws InvalidKeyUsageException */
export function requireUsage(key: KmsKey, usage: KeyUsageType, operation: string): void {
  if (key.usage === usage) return
  throw InvalidKeyUsageException(
    `${keyArn(key)} key usage is ${key.usage} which is not valid for ${operation}.`,
  )
}

/** @throws InvalidKeyUsageException */
export function requireAlgorithm(key: KmsKey, algorithm: string): void {
  const { encryption = [], signing = [], mac } = SPECS[key.spec]
  const known: readonly (string | undefined)[] = [...encryption, ...signing, mac]
  if (known.includes(algorithm)) return
  throw InvalidKeyUsageException(
    `Algorithm ${algorithm} is incompatible with key spec ${key.spec}.`,
  )
}

/** For what only symmetric encryption keys can do. @throws InvalidKeyUsageException */
export function requireSymmetric(key: KmsKey, operation: string): void {
  requireUsage(key, 'ENCRYPT_DECRYPT', operation)
  if (key.spec === 'SYMMETRIC_DEFAULT') return
  throw InvalidKeyUsageException(
    `${keyArn(key)} key spec is ${key.spec} which is not valid for ${operation}.`,
  )
}

/** The owner of an AWS managed key may look at it, whatever its policies say. @throws UnsupportedOperationException */
export function refuseManaged(key: KmsKey): void {
  if (key.manager === 'CUSTOMER') return
  throw UnsupportedOperationException(`${keyArn(key)} is an AWS managed key.`)
}

/** The end of a rehearsal that went well. @throws DryRunOperationException */
export function endDryRun({ DryRun }: { readonly DryRun?: boolean | undefined }): void {
  if (!DryRun) return
  throw DryRunOperationException('The request would have succeeded, but the DryRun option is set.')
}

/** Enclaves prove themselves with documents that nobody here can check. @throws UnsupportedOperationException */
export function refuseRecipient({ Recipient }: { readonly Recipient?: object | undefined }): void {
  if (!Recipient) return
  throw UnsupportedOperationException('Recipients with attestation documents are not supported.')
}
