import { type Kind, nameKey } from '../../bots/records.ts'
import { policyDeletion } from '../../bots/resource-policies.ts'
import { assert } from '../../kernel/errors.ts'
import type { Write } from '../../store/store.ts'
import { aliasesOf } from './aliases.ts'
import { buildStops } from './builds.ts'
import { scopeOf, type Workbench } from './context.ts'
import { LIMITS } from './limits.ts'
import { referencesRemoved } from './publish.ts'
import { compareUsers, firstUser, guardKey, type Used, type User } from './references.ts'
import { commit, countKey, keyOf, nameOf, putName, type RecordOf } from './versioned.ts'
import { inUse } from './words.ts'

/** Deletion, and what stands in its way (spec/lex-models.md §3.8). */

/**
 * Deletes all versions of a resource, `$LATEST` first in the list, and its name; the numbers that it used stay used,
 * and of one that used none nothing is kept.
 * What is too much for one commit is done in several: before the last, the resource has fewer versions.
 */
export async function deleteAll<K extends Kind>(
  kind: K,
  [latest, ...numbered]: readonly RecordOf[K][],
  beside: readonly Write[],
  context: Workbench,
): Promise<void> {
  assert(latest, 'a resource has a $LATEST')
  const { name } = latest
  const names = await nameOf(kind, name, context)
  let batch: Write[] = []
  for (const [index, version] of numbered.entries()) {
    batch.push(...recordDeletion(kind, version, context))
    if (batch.length < LIMITS.deletedAtOnce) continue
    const numbers = numbered.slice(index + 1).map(left => Number(left.version))
    await commit([...batch, putName(kind, { ...names, numbers }, name, context)], context)
    batch = []
  }
  const { lastNumber } = names
  const { account, region } = context
  await commit(
    [
      ...batch,
      ...recordDeletion(kind, latest, context),
      policyDeletion(scopeOf(context), `${ARN_TYPES[kind]}:${name}`),
      lastNumber > 0
        ? putName(kind, { lastNumber, numbers: [] }, name, context)
        : { type: 'delete', key: nameKey(kind, account, region, name) },
      { type: 'delete', key: guardKey(kind, scopeOf(context), name) },
      { type: 'add', key: countKey(kind, context), amount: -1 },
      ...beside,
    ],
    context,
  )
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
  const [alias] = (await aliasesOf(bot, context)).filter(
    one => version === undefined || one.botVersion === version,
  )
  if (alias) throw inUse('BotAlias', alias.name)
}
