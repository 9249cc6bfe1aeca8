import type { Kind } from '../../bots/records.ts'
import { policyDeletion } from '../../bots/resource-policies.ts'
import type { Write } from '../../store/store.ts'
import { aliasesOf } from './aliases.ts'
import { buildStops } from './builds.ts'
import { scopeOf, type Workbench } from './context.ts'
import { referencesRemoved } from './publish.ts'
import { compareUsers, firstUser, guardKey, type Used, type User } from './references.ts'
import { countKey, keyOf, nameOf, putName, type RecordOf } from './versioned.ts'
import { inUse } from './words.ts'

/** Deletion, and what stands in its way (spec/lex-models.md §3.8). */

/** All versions of a resource and its name; the numbers that it used stay used. */
export async function deletionOf<K extends Kind>(
  kind: K,
  versions: readonly RecordOf[K][],
  context: Workbench,
): Promise<Write[]> {
  const name = versions[0]?.name ?? ''
  const { lastNumber } = await nameOf(kind, name, context)
  return [
    ...versions.flatMap(version => recordDeletion(kind, version, context)),
    policyDeletion(scopeOf(context), `${ARN_TYPES[kind]}:${name}`),
    putName(kind, { lastNumber, numbers: [] }, name, context),
    { type: 'add', key: countKey(kind, context), amount: -1 },
  ]
}

const ARN_TYPES = { bot: 'bot', intent: 'intent', 'slot-type': 'slottype' } as const

/** One numbered version. */
export async function versionDeletion<K extends Kind>(
  kind: K,
  version: RecordOf[K],
  context: Workbench,
): Promise<Write[]> {
  const names = await nameOf(kind, version.name, context)
  const numbers = names.numbers.filter(number => String(number) !== version.version)
  return [
    ...recordDeletion(kind, version, context),
    putName(kind, { ...names, numbers }, version.name, context),
  ]
}

function recordDeletion<K extends Kind>(kind: K, record: RecordOf[K], context: Workbench): Write[] {
  return [
    { type: 'delete', key: keyOf(kind, record) },
    policyDeletion(scopeOf(context), `${ARN_TYPES[kind]}:${record.name}:${record.version}`),
    ...('status' in record ? buildStops(record) : []),
    ...referencesRemoved(kind, record, context),
  ]
}

/** @throws ResourceInUseException while a bot or intent refers to one of the versions */
export async function assertUnused(
  used: Used,
  versions: readonly { readonly name: string; readonly version: string }[],
  context: Workbench,
): Promise<void> {
  const scope = scopeOf(context)
  const users: User[] = []
  for (const version of versions) {
    const user = await firstUser(used, scope, version, context.documents)
    if (user) users.push(user)
  }
  const [first] = users.sort(compareUsers)
  if (first) throw inUse(used === 'intent' ? 'Bot' : 'Intent', first.name, first.version)
}

/** @throws ResourceInUseException while an alias exists, or one that points to `version` */
export async function assertNoAlias(
  bot: string,
  version: string | undefined,
  context: Workbench,
): Promise<void> {
  await context.documents.get(guardKey('bot', scopeOf(context), bot))
  const [alias] = (await aliasesOf(bot, context)).filter(
    one => version === undefined || one.botVersion === version,
  )
  if (alias) throw inUse('BotAlias', alias.name)
}
