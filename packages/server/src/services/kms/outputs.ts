import { arnOfId } from '../../access/pinning.ts'
import type { Reader } from '../../access/records.ts'
import type {
  AliasListEntry,
  GrantListEntry,
  KeyMetadata,
  KeyState,
} from '../../wire/models/kms.ts'
import { SPECS } from './key-specs.ts'
import { currentMaterial } from './materials.ts'
import { type Alias, aliasArn, type Grant, grantArnOfKey, type KmsKey, keyArn } from './records.ts'

/** Keys, aliases and grants as the wire spells them. */

export function keyMetadata(key: KmsKey): KeyMetadata {
  const { spec, usage, deletion } = key
  const { encryption, signing, mac } = SPECS[spec]
  return {
    AWSAccountId: key.account,
    KeyId: key.id,
    Arn: keyArn(key),
    CreationDate: key.createdAt,
    Enabled: stateOf(key) === 'Enabled',
    Description: key.description,
    KeyUsage: usage,
    KeyState: stateOf(key),
    DeletionDate: deletion?.at,
    ValidTo: undefined,
    Origin: 'AWS_KMS',
    CustomKeyStoreId: undefined,
    CloudHsmClusterId: undefined,
    ExpirationModel: undefined,
    KeyManager: key.manager,
    CustomerMasterKeySpec: spec,
    KeySpec: spec,
    EncryptionAlgorithms: usage === 'ENCRYPT_DECRYPT' ? encryption : undefined,
    SigningAlgorithms: usage === 'SIGN_VERIFY' ? signing : undefined,
    MultiRegion: false,
    MultiRegionConfiguration: undefined,
    PendingDeletionWindowInDays: undefined,
    MacAlgorithms: mac && [mac],
    XksKeyConfiguration: undefined,
    CurrentKeyMaterialId: spec === 'SYMMETRIC_DEFAULT' ? currentMaterial(key).id : undefined,
    KeyAgreementAlgorithms: usage === 'KEY_AGREEMENT' ? ['ECDH'] : undefined,
  }
}

export function stateOf({ enabled, deletion }: KmsKey): KeyState {
  if (deletion) return 'PendingDeletion'
  return enabled ? 'Enabled' : 'Disabled'
}

export function aliasEntry(
  { name, keyId, createdAt, updatedAt }: Alias,
  { account, region }: { readonly account: string; readonly region: string },
): AliasListEntry {
  return {
    AliasName: name,
    AliasArn: aliasArn(account, region, name),
    TargetKeyId: keyId,
    CreationDate: createdAt,
    LastUpdatedDate: updatedAt,
  }
}

/** A principal that is gone is shown by the unique id that is left of it. */
export async function grantEntry(grant: Grant, reader: Reader): Promise<GrantListEntry> {
  const { grantee, retiring } = grant
  return {
    KeyId: grantArnOfKey(grant),
    GrantId: grant.id,
    Name: grant.name ?? '',
    CreationDate: grant.createdAt,
    GranteePrincipal: await shownPrincipal(grantee, grant, reader),
    RetiringPrincipal:
      retiring === undefined ? undefined : await shownPrincipal(retiring, grant, reader),
    IssuingAccount: `arn:aws:iam::${grant.issuer}:root`,
    Operations: grant.operations,
    Constraints: grant.constraints,
  }
}

async function shownPrincipal(arn: string, { pinned }: Grant, reader: Reader): Promise<string> {
  const id = pinned[arn]
  if (id === undefined) return arn
  return (await arnOfId(arn.split(':')[4] ?? '', id, reader)) ?? id
}
