import type { Scope } from '../../../bots/arns.ts'
import type { Json } from '../../../kernel/json.ts'
import { key, within } from '../../../store/key.ts'
import type { Document, Key, RangeOptions, RangePage, Write } from '../../../store/store.ts'
import type {
  Locale,
  MigrationAlertType,
  MigrationStatus,
  MigrationStrategy,
} from '../../../wire/models/lex-models.ts'
import { LIMITS } from '../limits.ts'

/** A migration that was asked for, with what it found (spec/lex-models.md §5.5). */
export interface Migration extends Scope {
  readonly id: string
  readonly bot: string
  readonly version: string
  readonly locale: Locale
  readonly roleArn: string
  readonly strategy: MigrationStrategy
  readonly status: MigrationStatus
  readonly startedAt: number
  readonly alerts: readonly Alert[]
}

export interface Alert {
  readonly type: MigrationAlertType
  readonly message: string
  readonly details: readonly string[]
}

const KIND = 'lex.migration'

export const migrationKey = ({ account, region }: Scope, id: string): Key =>
  key(KIND, account, region, id)

/** Without their alerts, which only who asks for one is told. */
export async function migrationsOf(
  { account, region }: Scope,
  documents: { range(from: Key, to: Key, options?: RangeOptions): Promise<RangePage> },
): Promise<Listed[]> {
  const [from, to] = within(KIND, account, region)
  const found: Listed[] = []
  for (let at: Key | undefined = from; at !== undefined; ) {
    const page = await documents.range(at, to, { limit: LIMITS.scannedAtOnce })
    found.push(...page.documents.flatMap(document => listed(migrationRecord(document)) ?? []))
    at = page.next
  }
  return found
}

export type Listed = Omit<Migration, 'alerts'>

function listed(migration: Migration | undefined): Listed | undefined {
  if (!migration) return undefined
  const { alerts: _, ...rest } = migration
  return rest
}

/** The store's border. */
export const migrationRecord = (document: Document | undefined): Migration | undefined =>
  document && (document.value as unknown as Migration)

export const putMigration = (migration: Migration): Write => ({
  type: 'put',
  key: migrationKey(migration, migration.id),
  value: migration as unknown as Json,
})
