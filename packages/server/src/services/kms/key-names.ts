import { recordOf } from '../../access/records.ts'
import { parseArn } from '../../kernel/arn.ts'
import type { ServiceError } from '../../kernel/errors.ts'
import { InvalidArnException, NotFoundException } from '../../wire/models/kms.ts'
import type { KmsContext } from './context.ts'
import { isManagedAlias, managedKey } from './managed-keys.ts'
import type { NewKey } from './new-key.ts'
import { type Alias, aliasArn, aliasKey, type KmsKey, keyArn, keyKey } from './records.ts'

/**
 * What a `KeyId` stands for: key id, key ARN, alias name or alias ARN. Whether there is such a key is known
 * here already, but told only after authorization.
 */
export interface NamedKey {
  readonly key: KmsKey | undefined
  /** The key's ARN; for what does not exist, the ARN that it would have. */
  readonly arn: string
  readonly account: string
  /** The alias by which the request names the key, `alias/…`. */
  readonly alias?: string
  /** The error of whoever may know that there is no such key. */
  readonly missing: ServiceError
  /** Set when the request is the first to use an AWS managed key: what creates it. */
  readonly created?: NewKey
}

/** Reads which key a request means. Never throws: an impossible name is an unknown key. */
export async function namedKey(text: string, context: KmsContext): Promise<NamedKey> {
  const { account, region } = context
  if (text.startsWith('alias/')) return byAlias(text, account, context)
  if (!text.startsWith('arn:')) return byId(text, account, context)
  const arn = parseArn(text)
  const unknown = { key: undefined, arn: text, account: arn?.account || account }
  if (arn?.service !== 'kms' || arn.partition !== 'aws') {
    return { ...unknown, missing: InvalidArnException(`Invalid arn ${text}`) }
  }
  if (arn.region !== region) {
    return { ...unknown, missing: NotFoundException(`Invalid arn ${arn.region}`) }
  }
  if (arn.resource.startsWith('alias/')) return byAlias(arn.resource, arn.account, context)
  const id = /^key\/(.+)$/s.exec(arn.resource)?.[1]
  return id === undefined
    ? { ...unknown, missing: InvalidArnException(`Invalid arn ${text}`) }
    : byId(id, arn.account, context)
}

async function byId(id: string, account: string, context: KmsContext): Promise<NamedKey> {
  const { region } = context
  const arn = keyArn({ account, region, id })
  if (!/^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/.test(id)) {
    const missing = NotFoundException(`Invalid keyId '${id.slice(0, 256)}'`)
    return { key: undefined, arn, account, missing }
  }
  const key = await findKey({ account, region, id }, context)
  return { key, arn, account, missing: NotFoundException(`Key '${arn}' does not exist`) }
}

async function byAlias(name: string, account: string, context: KmsContext): Promise<NamedKey> {
  const { region, documents } = context
  const missing = NotFoundException(`Alias ${aliasArn(account, region, name)} is not found.`)
  const alias = recordOf<Alias>(await documents.get(aliasKey(account, region, name)))
  const key = alias && (await findKey({ account, region, id: alias.keyId }, context))
  if (key) return { key, arn: keyArn(key), account, alias: name, missing }
  if (isManagedAlias(name) && account === context.account) {
    const created = await managedKey(name, context)
    return { key: created.key, arn: keyArn(created.key), account, alias: name, missing, created }
  }
  // Whoever may use some key of the account is told of a mistyped alias.
  const arn = keyArn({ account, region, id: '00000000-0000-0000-0000-000000000000' })
  return { key: undefined, arn, account, alias: name, missing }
}

/** The key, unless it does not exist or the time of its deletion has come. */
export async function findKey(
  { account, region, id }: Pick<KmsKey, 'account' | 'region' | 'id'>,
  { documents, clock }: Pick<KmsContext, 'documents' | 'clock'>,
): Promise<KmsKey | undefined> {
  const key = recordOf<KmsKey>(await documents.get(keyKey(account, region, id)))
  return key?.deletion && key.deletion.at <= clock.now() ? undefined : key
}
