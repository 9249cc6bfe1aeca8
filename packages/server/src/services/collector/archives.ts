import { checkArchive } from '../../collector/archive/checks.ts'
import {
  type ArchiveSetting,
  type ArchiveState,
  archiveKey,
  archiveStateKey,
  spooledKey,
} from '../../collector/archive/records.ts'
import type { CheckReport } from '../../collector/check-report.ts'
import { opened } from '../../collector/entry.ts'
import { externalIdFor, newExternalId } from '../../collector/external-ids.ts'
import { type CollectorAccount, recordOf, secretPurpose } from '../../collector/records.ts'
import {
  type ArchiveSetting as ArchiveOutput,
  BadRequestException,
  type CreateArchiveSettingRequest,
  NotFoundException,
} from '../../wire/models/own/collector.ts'
import type { CollectorContext } from './context.ts'
import { healthOutput, kindOf } from './outputs.ts'
import { placeOf } from './places.ts'

/** Archive settings between wire and record (spec/surroundings.md §14.8). */

type SettingsInput = Pick<
  CreateArchiveSettingRequest,
  'enabled' | 'compressed' | 'amazonS3StorageSettings'
>

interface Drafted {
  readonly id: string
  readonly account: CollectorAccount
  readonly before?: ArchiveSetting
}

/** @throws BadRequestException when path or credentials are none */
export function draftArchive(
  { enabled, compressed, amazonS3StorageSettings: s3 }: SettingsInput,
  { id, account, before }: Drafted,
  context: CollectorContext,
): ArchiveSetting {
  const [, bucket = '', prefix = ''] = /^(?:s3:\/\/)?([^/]+)\/?(.*)$/.exec(s3.path) ?? []
  if (bucket === '') throw BadRequestException('path is a bucket, or a bucket and a folder in it')
  const isRole = s3.credentialsType === 'IAM'
  const place = placeOf(
    {
      bucket,
      prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
      region: s3.region ?? before?.region ?? context.region,
      endpoint: s3.endpoint,
      arn: isRole ? s3.s3IamCredentials?.arn : undefined,
      legacyExternalId: isRole ? legacyIdOf(s3) : undefined,
      accessKey: isRole ? undefined : s3.s3SecretCredentials?.accessKey,
      secretKey: isRole ? undefined : s3.s3SecretCredentials?.secretKey,
    },
    { what: 'archive', id, before: before?.credentials },
    context,
  )
  return {
    ...place,
    id,
    accountId: account.id,
    owner: account.owner,
    enabled: enabled ?? before?.enabled ?? true,
    compressed: compressed ?? before?.compressed ?? true,
    createdAt: before?.createdAt ?? context.clock.now(),
  }
}

/** An external id from before, that the operator vouches for. */
export const legacyIdOf = ({ s3IamCredentials }: SettingsInput['amazonS3StorageSettings']) =>
  s3IamCredentials?.legacyExternalId

/** Makes the checks; a marker that says whose archive it is stays when all hold. */
export function checkedArchive(
  setting: ArchiveSetting,
  account: CollectorAccount,
  { seal, settings, random, doors }: CollectorContext,
): Promise<CheckReport> {
  const { bucket, region, endpoint } = setting
  return checkArchive(
    {
      errand: { place: { bucket, region, endpoint }, accountId: account.id, owner: account.owner },
      setting,
      entry: opened(setting.credentials, secretPurpose('archive', setting.id), account, seal),
      openRoles: settings.openRoles,
      wrongExternalId: newExternalId(settings.product, random),
    },
    doors,
  )
}

/** @throws NotFoundException */
export async function getArchive(
  id: string,
  account: CollectorAccount,
  { documents }: Pick<CollectorContext, 'documents'>,
): Promise<ArchiveSetting> {
  const found = recordOf<ArchiveSetting>(await documents.get(archiveKey(account.id, id)))
  if (!found) throw NotFoundException(`there is no archive setting ${id}`)
  return found
}

export async function archivesOf(
  account: CollectorAccount,
  { documents }: Pick<CollectorContext, 'documents'>,
): Promise<ArchiveSetting[]> {
  const found = await documents.getMany(account.archives.map(id => archiveKey(account.id, id)))
  return found.flatMap(document => recordOf<ArchiveSetting>(document) ?? [])
}

export async function archiveOutput(
  setting: ArchiveSetting,
  account: CollectorAccount,
  { documents }: Pick<CollectorContext, 'documents'>,
): Promise<ArchiveOutput> {
  const state = recordOf<ArchiveState>(await documents.get(archiveStateKey(setting.id)))
  const { credentials, bucket, prefix } = setting
  const isRole = credentials.kind === 'role'
  return {
    id: Number(setting.id),
    settings: {
      storageType: 'S3',
      enabled: setting.enabled,
      compressed: setting.compressed,
      amazonS3StorageSettings: {
        credentialsType: isRole ? 'IAM' : 'KEYS',
        path: prefix === '' ? bucket : `${bucket}/${prefix}`,
        region: setting.region,
        endpoint: setting.endpoint,
        s3IamCredentials: isRole
          ? {
              arn: credentials.arn,
              externalId: externalIdFor(account, credentials),
              externalIdKind: kindOf(credentials),
            }
          : undefined,
        s3SecretCredentials: isRole ? undefined : { accessKey: credentials.accessKeyId },
      },
    },
    health: state && healthOutput(state.health),
    archivedLines: state?.archivedLines ?? 0,
    archivedBytes: state?.archivedBytes ?? 0,
    waitingBytes: await documents.counter(spooledKey(account.id)),
  }
}
