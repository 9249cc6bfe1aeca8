import { putRecord, recordOf } from '../../../access/records.ts'
import { key as storeKey, within } from '../../../store/key.ts'
import {
  AlreadyExistsException,
  kms,
  LimitExceededException,
  NotFoundException,
} from '../../../wire/models/kms.ts'
import { aliasCheck, keyCheck, plainCheck } from '../checks.ts'
import { type KmsContext, operation } from '../context.ts'
import { validation } from '../encryption-context.ts'
import { findKey, type NamedKey, namedKey } from '../key-names.ts'
import { existingKey, lastingKey } from '../key-states.ts'
import { LIMITS } from '../limits.ts'
import { keyWrite } from '../new-key.ts'
import { aliasEntry } from '../outputs.ts'
import { type Page, pageOf, pageSize, placeOf } from '../paging.ts'
import { ALIAS_KIND, type Alias, aliasArn, aliasKey, type KmsKey } from '../records.ts'

/** A second name for a key of the account. It needs permission on the alias and on the key. */
export const createAlias = operation(kms.CreateAlias, {
  authorize: async ({ AliasName, TargetKeyId }, context) => [
    aliasCheck('kms:CreateAlias', AliasName, context),
    keyCheck('kms:CreateAlias', await namedKey(TargetKeyId, context), context),
  ],

  async handle({ AliasName: name, TargetKeyId }, context) {
    const { account, region, documents, clock } = context
    requireAliasName(name)
    const key = await ownKey(await namedKey(TargetKeyId, context), context)
    const where = aliasKey(account, region, name)
    if (await documents.get(where)) {
      throw AlreadyExistsException(
        `An alias with the name ${aliasArn(account, region, name)} already exists`,
      )
    }
    const now = clock.now()
    const alias: Alias = { name, keyId: key.id, createdAt: now, updatedAt: now }
    await documents.commit([putRecord(where, alias), keyWrite(withAlias(key, name))])
  },
})

/** Points an alias to another key of the same kind: on the alias, the key before and the key after. */
export const updateAlias = operation(kms.UpdateAlias, {
  async authorize({ AliasName, TargetKeyId }, context) {
    const target = await namedKey(TargetKeyId, context)
    const before = await targetOf(AliasName, context)
    return [
      aliasCheck('kms:UpdateAlias', AliasName, context),
      ...(before ? [keyCheck('kms:UpdateAlias', before, context)] : []),
      keyCheck('kms:UpdateAlias', target, context),
    ]
  },

  async handle({ AliasName: name, TargetKeyId }, context) {
    const { account, region, documents, clock } = context
    const { alias, key: before } = await getAlias(name, context)
    const key = await ownKey(await namedKey(TargetKeyId, context), context)
    if (key.id === before.id) return
    if (key.usage !== before.usage || familyOf(key) !== familyOf(before)) {
      throw validation(`Alias ${name} can only point to a key of the same type and usage.`)
    }
    const changed: Alias = { ...alias, keyId: key.id, updatedAt: clock.now() }
    await documents.commit([
      putRecord(aliasKey(account, region, name), changed),
      keyWrite(withoutAlias(before, name)),
      keyWrite(withAlias(key, name)),
    ])
  },
})

/** Takes a name away; the key stays. */
export const deleteAlias = operation(kms.DeleteAlias, {
  async authorize({ AliasName }, context) {
    const before = await targetOf(AliasName, context)
    return [
      aliasCheck('kms:DeleteAlias', AliasName, context),
      ...(before ? [keyCheck('kms:DeleteAlias', before, context)] : []),
    ]
  },

  async handle({ AliasName: name }, context) {
    const { account, region, documents } = context
    const { key } = await getAlias(name, context)
    await documents.commit([
      { type: 'delete', key: aliasKey(account, region, name) },
      keyWrite(withoutAlias(key, name)),
    ])
  },
})

/** All aliases of the account in the region, or those of one key. */
export const listAliases = operation(kms.ListAliases, {
  readOnly: true,
  authorize: (_input, context) => plainCheck('kms:ListAliases', context),

  async handle(input, context) {
    const named = input.KeyId === undefined ? undefined : await namedKey(input.KeyId, context)
    const key = named && (await existingKey(named, context))
    if (named && key?.account !== context.account) throw named.missing
    const size = pageSize(input, LIMITS.pages.aliases)
    const place = placeOf(input, 'aliases')
    const read = key
      ? await aliasesOf(key, place, context)
      : await allAliases(place, size + 1, context)
    const page: Page<Alias> = pageOf(read, size, 'aliases', alias => alias.name)
    const { items, ...more } = page
    return { Aliases: items.map(alias => aliasEntry(alias, context)), ...more }
  },
})

async function allAliases(
  place: string | undefined,
  limit: number,
  { account, region, documents }: KmsContext,
): Promise<readonly Alias[]> {
  const [first, to] = within(ALIAS_KIND, account, region)
  const from = place === undefined ? first : storeKey(ALIAS_KIND, account, region, place)
  const { documents: read } = await documents.range(from, to, { limit })
  return read.flatMap(document => recordOf<Alias>(document) ?? [])
}

async function aliasesOf(
  { account, region, aliases }: KmsKey,
  place: string | undefined,
  { documents }: KmsContext,
): Promise<readonly Alias[]> {
  const names = [...aliases].sort().filter(name => place === undefined || name >= place)
  const read = await documents.getMany(names.map(name => aliasKey(account, region, name)))
  return read.flatMap(document => recordOf<Alias>(document) ?? [])
}

function requireAliasName(name: string): void {
  if (name.startsWith('alias/') && name !== 'alias/') return
  throw validation(
    'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
  )
}

async function targetOf(name: string, context: KmsContext): Promise<NamedKey | undefined> {
  const { account, region, documents } = context
  const alias = recordOf<Alias>(await documents.get(aliasKey(account, region, name)))
  return alias && namedKey(alias.keyId, context)
}

/** @throws NotFoundException */
async function getAlias(name: string, context: KmsContext) {
  const { account, region, documents } = context
  const alias = recordOf<Alias>(await documents.get(aliasKey(account, region, name)))
  const key = alias && (await findKey({ account, region, id: alias.keyId }, context))
  if (alias && key) return { alias, key }
  throw NotFoundException(`Alias ${aliasArn(account, region, name)} is not found.`)
}

/** An alias can only name a key of its own account and region, by id or ARN. */
async function ownKey(named: NamedKey, context: KmsContext): Promise<KmsKey> {
  if (named.alias !== undefined) throw validation('Aliases must refer to keys. Not aliases')
  const key = await lastingKey(named, context)
  if (key.account !== context.account) throw named.missing
  return key
}

function withAlias(key: KmsKey, name: string): KmsKey {
  if (key.aliases.length >= LIMITS.aliasesPerKey) {
    throw LimitExceededException(`A key can have ${LIMITS.aliasesPerKey} aliases at most.`)
  }
  return { ...key, aliases: [...key.aliases, name] }
}

const withoutAlias = (key: KmsKey, name: string): KmsKey => ({
  ...key,
  aliases: key.aliases.filter(one => one !== name),
})

/** Symmetric, asymmetric and HMAC keys never stand in for one another. */
function familyOf({ spec }: KmsKey): string {
  if (spec === 'SYMMETRIC_DEFAULT') return 'symmetric'
  return spec.startsWith('HMAC') ? 'HMAC' : 'asymmetric'
}
