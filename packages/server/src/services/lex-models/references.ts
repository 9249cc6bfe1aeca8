import type { Scope } from '../../bots/arns.ts'
import { customTypesOf, type VersionReference } from '../../bots/parts.ts'
import { type Bot, type Intent, type Kind, LATEST, sortable } from '../../bots/records.ts'
import type { Documents } from '../../operation/documents.ts'
import { key, keyParts, within } from '../../store/key.ts'
import type { Key, Write } from '../../store/store.ts'

/**
 * Who refers to whom: one row a reference (`lex.uses`), written in the commit that makes the reference, and
 * one guard a resource name (`lex.users`), written whenever somebody begins to refer to it. Who acts on the
 * list of users expects the guard, so that no user can come in between.
 */

export type Used = 'intent' | 'slot-type'

export interface User {
  readonly name: string
  readonly version: string
}

export const referencesOf = {
  bot: (bot: Pick<Bot, 'intents'>): readonly VersionReference[] => bot.intents ?? [],
  intent: (intent: Pick<Intent, 'slots'>): readonly VersionReference[] => customTypesOf(intent),
} as const

export const guardKey = (kind: Kind, { account, region }: Scope, name: string): Key =>
  key('lex.users', kind, account, region, name)

const guarded = (kind: Kind, scope: Scope, name: string): Write => ({
  type: 'put',
  key: guardKey(kind, scope, name),
  value: true,
})

/** What a commit of something that refers to versions of a bot must hold. */
export const aliasGuard = (scope: Scope, bot: string): Write => guarded('bot', scope, bot)

/** The rows of a user that refers to `after` and referred to `before`. */
export function referenceWrites(
  used: Used,
  scope: Scope,
  user: User,
  before: readonly VersionReference[],
  after: readonly VersionReference[],
): Write[] {
  const idOf = ({ name, version }: VersionReference) => `${name}:${version}`
  const had = new Set(before.map(idOf))
  const has = new Set(after.map(idOf))
  const added = after.filter(one => !had.has(idOf(one)))
  const removed = before.filter(one => !has.has(idOf(one)))
  return [
    ...added.map(one => put(useKey(used, scope, one, user))),
    ...[...new Set(added.map(one => one.name))].map(name => guarded(used, scope, name)),
    ...removed.map(one => ({ type: 'delete' as const, key: useKey(used, scope, one, user) })),
  ]
}

/**
 * The first user of a version, by name and then `$LATEST` before the numbers. The caller's commit expects that
 * no other has come.
 */
export async function firstUser(
  used: Used,
  scope: Scope,
  reference: VersionReference,
  documents: Documents,
): Promise<User | undefined> {
  const [user] = await usersOf(used, scope, reference, documents, 1)
  return user
}

/** The users of a version, in order. */
export async function usersOf(
  used: Used,
  scope: Scope,
  { name, version }: VersionReference,
  documents: Documents,
  most = Number.MAX_SAFE_INTEGER,
): Promise<User[]> {
  await documents.get(guardKey(used, scope, name))
  const { account, region } = scope
  const [from, to] = within('lex.uses', used, account, region, name, sortable(version))
  const users: User[] = []
  for (let at: Key | undefined = from; at !== undefined && users.length < most; ) {
    const page = await documents.range(at, to, { limit: Math.min(most, 1_000) })
    users.push(...page.documents.map(document => userOf(document.key)))
    at = page.next
  }
  return users
}

/** `$LATEST` before the numbers, names ascending. */
export function compareUsers(a: User, b: User): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1
  return sortable(a.version) < sortable(b.version) ? -1 : 1
}

const put = (at: Key): Write => ({ type: 'put', key: at, value: true })

const useKey = (used: Used, scope: Scope, { name, version }: VersionReference, user: User): Key => {
  const { account, region } = scope
  const of = [used, account, region, name, sortable(version)]
  return key('lex.uses', ...of, user.name, sortable(user.version))
}

function userOf(row: Key): User {
  const [name = '', version = ''] = keyParts(row).slice(-2)
  return { name, version: version === LATEST ? version : version.slice(2) }
}
