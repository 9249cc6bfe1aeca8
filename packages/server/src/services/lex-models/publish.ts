import { type Bot, type Kind, LATEST, type NameRecord, versionedKey } from '../../bots/records.ts'
import type { Write } from '../../store/store.ts'
import { BadRequestException } from '../../wire/models/lex-models.ts'
import { buildWrites, published } from './builds.ts'
import { sameContent } from './content.ts'
import { scopeOf, type Workbench } from './context.ts'
import { referencesOf, referenceWrites } from './references.ts'
import { get, nameOf, putName, putRecord, type RecordOf } from './versioned.ts'
import { mutableReference, NOUNS, quotaReached } from './words.ts'

/** A version that a publication made, or the one that says the same already. */
export interface Publication<K extends Kind> {
  readonly version: RecordOf[K]
  /** Empty when nothing had changed since. */
  readonly writes: readonly Write[]
}

/**
 * Takes the next numbered version of a `$LATEST`, which may be written by the same commit
 * (spec/lex-models.md §3.4).
 * @throws BadRequestException when it refers to a `$LATEST`; LimitExceededException
 */
export async function publish<K extends Kind>(
  kind: K,
  latest: RecordOf[K],
  context: Workbench,
): Promise<Publication<K>> {
  assertImmutable(kind, latest)
  const names = await nameOf(kind, latest.name, context)
  const last = names.numbers.at(-1)
  if (last !== undefined) {
    const version = await get(kind, latest.name, String(last), context)
    if (sameContent(version, latest)) return { version, writes: [] }
  }
  const { quotas, clock } = context
  if (names.numbers.length >= quotas.versions) {
    throw quotaReached(`versions of ${latest.name}`, quotas.versions)
  }
  const number = names.lastNumber + 1
  const version = { ...latest, version: String(number), createdAt: clock.now() }
  const record: NameRecord = {
    name: latest.name,
    lastNumber: number,
    numbers: [...names.numbers, number],
  }
  return {
    version,
    writes: [
      putRecord(kind, version),
      putName(kind, record, latest.name, context),
      ...referencesWritten(kind, undefined, version, context),
    ],
  }
}

/** Publishes a bot, and builds the version unless a finished build of the same content is taken over. */
export async function publishBot(latest: Bot, context: Workbench): Promise<Publication<'bot'>> {
  const publication = await publish('bot', published(latest), context)
  if (publication.writes.length === 0) return publication
  const builds = buildWrites(publication.version, context)
  return { ...publication, writes: [...publication.writes, ...builds] }
}

/** A numbered version may refer to numbered ones alone. @throws BadRequestException */
export function assertImmutable<K extends Kind>(kind: K, latest: RecordOf[K]): void {
  const references = referencesFrom(kind, latest)
  if (references.some(({ version }) => version === LATEST)) throw mutableReference(latest.name)
}

/** What a `$LATEST` refers to must exist. @throws BadRequestException naming what does not */
export async function assertReferences<K extends Kind>(
  kind: K,
  record: RecordOf[K],
  { documents, account, region }: Workbench,
): Promise<void> {
  const used = kind === 'bot' ? 'intent' : 'slot-type'
  const references = referencesFrom(kind, record)
  const found = await documents.getMany(
    references.map(({ name, version }) => versionedKey(used, account, region, name, version)),
  )
  const missing = references[found.indexOf(undefined)]
  if (missing) {
    const { name, version } = missing
    throw BadRequestException(`${NOUNS[used]} ${name}:${version} does not exist.`)
  }
}

/** The reference rows of a record that replaces `before`. */
export function referencesWritten<K extends Kind>(
  kind: K,
  before: RecordOf[K] | undefined,
  after: RecordOf[K],
  context: Workbench,
): Write[] {
  if (kind === 'slot-type') return []
  const used = kind === 'bot' ? 'intent' : 'slot-type'
  const had = before ? referencesFrom(kind, before) : []
  return referenceWrites(used, scopeOf(context), after, had, referencesFrom(kind, after))
}

/** Removes the reference rows of a record that is deleted. */
export function referencesRemoved<K extends Kind>(
  kind: K,
  record: RecordOf[K],
  context: Workbench,
): Write[] {
  if (kind === 'slot-type') return []
  const used = kind === 'bot' ? 'intent' : 'slot-type'
  return referenceWrites(used, scopeOf(context), record, referencesFrom(kind, record), [])
}

function referencesFrom<K extends Kind>(kind: K, record: RecordOf[K]) {
  if ('intents' in record && kind === 'bot') return referencesOf.bot(record)
  if ('slots' in record && kind === 'intent') return referencesOf.intent(record)
  return []
}
