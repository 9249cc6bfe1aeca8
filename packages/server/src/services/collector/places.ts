import {
  type Connector,
  type Credentials,
  externalIdKey,
  type Place,
  secretPurpose,
} from '../../collector/records.ts'
import { check } from '../../operation/check.ts'
import { BadRequestException } from '../../wire/models/own/collector.ts'
import type { CollectorContext } from './context.ts'

/** Where a request says a bucket is, and how it says to enter it. */
export interface PlaceInput {
  readonly bucket: string
  readonly prefix?: string | undefined
  readonly region: string
  readonly endpoint?: string | undefined
  readonly arn?: string | undefined
  readonly accessKey?: string | undefined
  readonly secretKey?: string | undefined
  readonly legacyExternalId?: string | undefined
}

export interface Owned {
  readonly what: 'connector' | 'archive'
  readonly id: string
  /** What is there already: a secret that is not told again stays. */
  readonly before?: Credentials | undefined
}

/** @throws BadRequestException when it says neither role nor keys, or both */
export function placeOf(input: PlaceInput, owned: Owned, context: CollectorContext): Place {
  return {
    bucket: input.bucket,
    prefix: input.prefix ?? '',
    region: regionOf(input.region),
    endpoint: input.endpoint?.replace(/\/$/, '') ?? '',
    credentials: credentialsOf(input, owned, context),
  }
}

/** `US_EAST_1`, as older clients write it, is `us-east-1`. */
export const regionOf = (text: string) => text.toLowerCase().replaceAll('_', '-')

function credentialsOf(
  { arn, accessKey, secretKey, legacyExternalId }: PlaceInput,
  { what, id, before }: Owned,
  { seal }: CollectorContext,
): Credentials {
  const hasRole = arn !== undefined && arn !== ''
  const hasKeys = accessKey !== undefined && accessKey !== ''
  if (hasRole === hasKeys) {
    throw BadRequestException('give the ARN of a role, or an access key with its secret key')
  }
  if (hasRole) {
    const kept = before?.kind === 'role' && before.arn === arn ? before.legacyExternalId : undefined
    const legacy = legacyExternalId ?? kept
    return { kind: 'role', arn, ...(legacy !== undefined && { legacyExternalId: legacy }) }
  }
  const accessKeyId = accessKey ?? ''
  if (secretKey !== undefined && secretKey !== '') {
    const sealedSecret = seal.seal(Buffer.from(secretKey), secretPurpose(what, id))
    return { kind: 'keys', accessKeyId, sealedSecret }
  }
  if (before?.kind === 'keys' && before.accessKeyId === accessKeyId) return before
  throw BadRequestException('an access key comes with its secret key')
}

/**
 * External ids from before we generated them are vouched for by the operator: whoever could choose one could name
 * somebody else's role and id (attack Z26).
 */
export const legacyCheck = (
  { legacyExternalId }: Pick<PlaceInput, 'legacyExternalId'>,
  { settings }: Pick<CollectorContext, 'settings'>,
) => {
  if (legacyExternalId === undefined) return []
  const { operatorAccount: account } = settings
  return [
    check('collector:VouchForExternalId', {
      arns: [`arn:aws:collector::${account}:legacy-external-id`],
      account,
    }),
  ]
}

/** @throws BadRequestException when the id is another account's */
export async function assertOwnLegacyId(
  legacyExternalId: string | undefined,
  accountId: string,
  { documents }: Pick<CollectorContext, 'documents'>,
): Promise<void> {
  if (legacyExternalId === undefined) return
  const known = await documents.get(externalIdKey(legacyExternalId))
  const holder = (known?.value as { readonly accountId?: string } | undefined)?.accountId
  if (holder === undefined || holder === accountId) return
  throw BadRequestException('this external id belongs to another account')
}

/** What belongs together: the same objects under the same names. */
export const isSameScope = (one: Connector, other: Connector): boolean =>
  one.bucket === other.bucket && one.prefix === other.prefix && one.endpoint === other.endpoint
