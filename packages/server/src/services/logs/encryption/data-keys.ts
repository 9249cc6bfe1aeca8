import { parseArn } from '../../../kernel/arn.ts'
import { assert, ServiceError } from '../../../kernel/errors.ts'
import type { Write } from '../../../store/store.ts'
import type { Calls } from '../../../wire/calls.ts'
import { kms } from '../../../wire/models/kms.ts'
import { InvalidParameterException } from '../../../wire/models/logs.ts'
import { groupArn } from '../arns.ts'
import { callAsLogs } from '../as-logs.ts'
import type { LogsContext } from '../context.ts'
import type { GroupName } from '../group-names.ts'
import { type DataKey, dataKeyKey, type GroupEncryption, type LogGroup } from '../records.ts'

/** A new data key of a group, which KMS made for CloudWatch Logs. */
export interface NewDataKey {
  readonly encryption: GroupEncryption
  readonly write: Write
}

/**
 * Asks KMS for a data key of the group: the service itself must be allowed to use the key, for this group
 * (spec/surroundings.md §2.5). @throws ServiceError
 */
export async function newDataKey(
  group: Pick<LogGroup, 'id' | 'account' | 'region' | 'name'>,
  kmsKeyId: string,
  context: LogsContext,
): Promise<NewDataKey> {
  const { service, region, account, resource } = parseArn(kmsKeyId) ?? {}
  const isKey = service === 'kms' && resource?.startsWith('key/')
  if (!isKey || region !== group.region || !account) throw unusable()
  const made = await generate(group, kmsKeyId, account, context)
  const { KeyId: keyArn, CiphertextBlob } = made
  assert(keyArn && CiphertextBlob, 'KMS answers with a data key')
  const dataKeyId = context.random.uuid()
  const { account: owner, name } = group
  const wrapped = Buffer.from(CiphertextBlob).toString('base64')
  const value = { account: owner, region: group.region, groupName: name, keyArn, wrapped }
  return {
    encryption: { keyArn, dataKeyId },
    write: { type: 'put', key: dataKeyKey(group.id, dataKeyId), value },
  }
}

/** Opens a data key, as the service. @throws ServiceError AccessDeniedException naming key and action */
export async function openDataKey(
  { account, region, groupName: name, keyArn, wrapped }: DataKey,
  calls: Calls,
): Promise<Uint8Array> {
  const group = { account, region, name }
  const input = {
    CiphertextBlob: Buffer.from(wrapped, 'base64'),
    KeyId: keyArn,
    EncryptionContext: contextOf(group),
  }
  try {
    const options = { calls, account: ownerOf(keyArn) }
    const { Plaintext } = await callAsLogs(kms.Decrypt, input, behalfOf(group), options)
    assert(Plaintext, 'KMS answers with the data key')
    return Plaintext
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    const message = `CloudWatch Logs cannot use the KMS key ${keyArn} for kms:Decrypt: ${error.message}`
    throw new ServiceError('AccessDeniedException', message, { status: 400, cause: error })
  }
}

async function generate(group: GroupName, KeyId: string, account: string, context: LogsContext) {
  const input = { KeyId, KeySpec: 'AES_256' as const, EncryptionContext: contextOf(group) }
  const options = { calls: context.calls, account }
  try {
    return await callAsLogs(kms.GenerateDataKey, input, behalfOf(group), options)
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    // KMS tells a stranger nothing of keys that do not exist; the caller may know better.
    const isRefusal = error.code === 'AccessDeniedException'
    if (!isRefusal || (await isMissing(KeyId, context))) throw unusable(error)
    const message = `The specified KMS key does not exist or is not allowed to be used with LogGroup '${groupArn(group)}'`
    throw new ServiceError('AccessDeniedException', message, { status: 400, cause: error })
  }
}

async function isMissing(KeyId: string, { calls }: LogsContext): Promise<boolean> {
  try {
    await calls.call(kms.DescribeKey, { KeyId }, { kind: 'caller', service: 'logs.amazonaws.com' })
    return false
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    return error.code === 'NotFoundException'
  }
}

const unusable = (cause?: unknown) =>
  InvalidParameterException('The specified KMS key does not exist or is disabled.', { cause })

const contextOf = (group: GroupName) => ({ 'aws:logs:arn': groupArn(group) })

const behalfOf = (group: GroupName) => ({ group, sourceArn: groupArn(group) })

const ownerOf = (arn: string) => parseArn(arn)?.account ?? ''
