import {
  type Bot,
  type Intent,
  type Kind,
  LATEST,
  type NameRecord,
  nameKey,
  recordOf,
  type SlotType,
  versionedKey,
} from '../../bots/records.ts'
import type { Json } from '../../kernel/json.ts'
import { key } from '../../store/key.ts'
import { CommitConflict, type Committed, type Key, type Write } from '../../store/store.ts'
import type { Workbench } from './context.ts'
import type { Quotas } from './limits.ts'
import {
  checksumMissing,
  checksumOfNothing,
  checksumWrong,
  nameTaken,
  notFound,
  quotaReached,
} from './words.ts'

/** What bots, intents and slot types have in common: names, versions, checksums (spec/lex-models.md §3.1–3.4). */

export interface RecordOf {
  readonly bot: Bot
  readonly intent: Intent
  readonly 'slot-type': SlotType
}

const NO_NAME: NameRecord = { lastNumber: 0, numbers: [] }

export async function nameOf(
  kind: Kind,
  name: string,
  { documents, account, region }: Workbench,
): Promise<NameRecord> {
  return recordOf<NameRecord>(await documents.get(nameKey(kind, account, region, name))) ?? NO_NAME
}

export async function find<K extends Kind>(
  kind: K,
  name: string,
  version: string,
  { documents, account, region }: Workbench,
): Promise<RecordOf[K] | undefined> {
  return recordOf(await documents.get(versionedKey(kind, account, region, name, version)))
}

/** @throws NotFoundException */
export async function get<K extends Kind>(
  kind: K,
  name: string,
  version: string,
  context: Workbench,
): Promise<RecordOf[K]> {
  const found = await find(kind, name, version, context)
  if (!found) throw notFound(kind, name, version)
  return found
}

/** All versions of a resource, `$LATEST` first. @throws NotFoundException */
export async function versionsOf<K extends Kind>(
  kind: K,
  name: string,
  context: Workbench,
): Promise<RecordOf[K][]> {
  const latest = await get(kind, name, LATEST, context)
  const { numbers } = await nameOf(kind, name, context)
  const { account, region, documents } = context
  const found = await documents.getMany(
    numbers.map(number => versionedKey(kind, account, region, name, String(number))),
  )
  return [latest, ...found.flatMap(document => recordOf<RecordOf[K]>(document) ?? [])]
}

/** The `$LATEST` that a Put may replace, or undefined where it creates. @throws by the table of §3.2 */
export async function replaceable<K extends Kind>(
  kind: K,
  { name, checksum }: { readonly name: string; readonly checksum?: string | undefined },
  context: Workbench,
): Promise<RecordOf[K] | undefined> {
  const existing = await find(kind, name, LATEST, context)
  if (!existing) {
    const { name: taken } = await nameOf(kind, name, context)
    if (taken !== undefined) throw nameTaken(kind, name, taken)
    if (checksum) throw checksumOfNothing(kind, name)
    return undefined
  }
  if (!checksum) throw checksumMissing(kind, name)
  if (checksum !== existing.checksum) throw checksumWrong(kind, name)
  return existing
}

/** The dates, name and checksum of the `$LATEST` that a Put makes. */
export function latestOf(
  name: string,
  existing: { readonly createdAt: number } | undefined,
  { account, region, clock, random }: Workbench,
) {
  const now = clock.now()
  return {
    account,
    region,
    name,
    version: LATEST,
    createdAt: existing?.createdAt ?? now,
    updatedAt: now,
    checksum: random.uuid(),
  }
}

/** The writes that make a name known, where a Put creates; they count it against the account's quota. */
export async function creationWrites(
  kind: Kind,
  name: string,
  context: Workbench,
): Promise<Write[]> {
  const names = await nameOf(kind, name, context)
  const { quotas } = context
  return [
    putName(kind, { ...names, name }, name, context),
    { type: 'add', key: countKey(kind, context), amount: 1, max: quotas[PLURALS[kind]] },
  ]
}

export const putName = (
  kind: Kind,
  record: NameRecord,
  name: string,
  { account, region }: Workbench,
): Write => ({
  type: 'put',
  key: nameKey(kind, account, region, name),
  value: record as unknown as Json,
})

export const putRecord = <K extends Kind>(kind: K, record: RecordOf[K]): Write => ({
  type: 'put',
  key: keyOf(kind, record),
  value: record as unknown as Json,
})

export const keyOf = <K extends Kind>(kind: K, record: RecordOf[K]): Key =>
  versionedKey(kind, record.account, record.region, record.name, record.version)

export const countKey = (kind: Kind, { account, region }: Workbench): Key =>
  key('lex.count', kind, account, region)

const PLURALS = {
  bot: 'bots',
  intent: 'intents',
  'slot-type': 'slotTypes',
} as const satisfies Record<Kind, keyof Quotas>

const COUNTED: readonly Kind[] = ['bot', 'intent', 'slot-type']

/** Commits; a full account is told so. @throws LimitExceededException */
export async function commit(writes: readonly Write[], context: Workbench): Promise<Committed> {
  try {
    return await context.documents.commit(writes)
  } catch (error) {
    if (!(error instanceof CommitConflict) || error.reason !== 'maximum') throw error
    const kind = COUNTED.find(one => countKey(one, context) === error.key)
    if (!kind) throw error
    throw quotaReached(`${PLURALS[kind]} in the account`, context.quotas[PLURALS[kind]])
  }
}
