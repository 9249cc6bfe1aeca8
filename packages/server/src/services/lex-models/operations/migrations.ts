import { partsOf } from '../../../bots/parts.ts'
import {
  type GetMigrationsRequest,
  lexModels,
  type MigrationSummary,
  NotFoundException,
} from '../../../wire/models/lex-models.ts'
import { guarded } from '../authorization.ts'
import { type LexModelsContext, operation, scopeOf } from '../context.ts'
import { beyond, pageOf } from '../listing.ts'
import { assessment } from '../migrations/assess.ts'
import {
  type Listed,
  type Migration,
  migrationKey,
  migrationRecord,
  migrationsOf,
  putMigration,
} from '../migrations/records.ts'
import { commit, get } from '../versioned.ts'

/**
 * Tells what a migration to Lex V2 would carry over, and fails: there is no Lex V2 here, and no bot of it is pretended
 * (spec/lex-models.md §5.5).
 */
export const startMigration = operation(lexModels.StartMigration, {
  authorize: guarded('StartMigration'),

  async handle(input, context) {
    const { v1BotName, v1BotVersion, v2BotName, v2BotRole, migrationStrategy } = input
    const { clock } = context
    const bot = await get('bot', v1BotName, v1BotVersion, context)
    const { intents } = await partsOf(context.documents, bot)
    const migration: Migration = {
      ...scopeOf(context),
      id: newId(context),
      bot: v1BotName,
      version: v1BotVersion,
      locale: bot.locale,
      roleArn: v2BotRole,
      strategy: migrationStrategy,
      status: 'FAILED',
      startedAt: clock.now(),
      alerts: [
        {
          type: 'ERROR',
          message:
            'There is no Amazon Lex V2 on this server: no bot was created or changed. The other alerts tell what a migration would lose.',
          details: [v2BotName],
        },
        ...assessment(bot, intents),
      ],
    }
    await commit([putMigration(migration)], context)
    const { migrationStatus: _status, ...summary } = summaryOf(migration)
    return summary
  },
})

export const getMigration = operation(lexModels.GetMigration, {
  readOnly: true,
  authorize: guarded('GetMigration'),

  async handle({ migrationId }, context) {
    const key = migrationKey(scopeOf(context), migrationId)
    const found = migrationRecord(await context.documents.get(key))
    if (!found) throw NotFoundException(`Migration ${migrationId} does not exist.`)
    const alerts = found.alerts.map(alert => ({ ...alert, referenceURLs: undefined }))
    return { ...summaryOf(found), alerts }
  },
})

export const getMigrations = operation(lexModels.GetMigrations, {
  readOnly: true,
  authorize: guarded('GetMigrations'),

  async handle(request, context) {
    const { v1BotNameContains = '', migrationStatusEquals } = request
    const all = await migrationsOf(scopeOf(context), context.documents)
    const wanted = all.filter(
      ({ bot, status }) =>
        bot.includes(v1BotNameContains) &&
        (migrationStatusEquals === undefined || status === migrationStatusEquals),
    )
    const listing = {
      operation: 'GetMigrations',
      filter: [v1BotNameContains, migrationStatusEquals, ...orderOf(request)],
      request,
    }
    // Places are positions in the order asked for.
    const placed = inOrder(wanted, request).map((item, index) => ({
      at: String(index).padStart(8, '0'),
      item,
    }))
    const page = await pageOf(listing, context, beyond(placed))
    return { migrationSummaries: page.items.map(summaryOf), nextToken: page.nextToken }
  },
})

const orderOf = ({ sortByAttribute, sortByOrder }: GetMigrationsRequest) =>
  [sortByAttribute ?? 'MIGRATION_DATE_TIME', sortByOrder ?? 'DESCENDING'] as const

function inOrder(migrations: readonly Listed[], request: GetMigrationsRequest): Listed[] {
  const [attribute, order] = orderOf(request)
  const sorted = [...migrations].sort((a, b) => {
    const [x, y] = attribute === 'V1_BOT_NAME' ? [a.bot, b.bot] : [a.startedAt, b.startedAt]
    if (x !== y) return x < y ? -1 : 1
    return a.id < b.id ? -1 : 1
  })
  return order === 'ASCENDING' ? sorted : sorted.reverse()
}

const summaryOf = (migration: Listed): MigrationSummary => ({
  migrationId: migration.id,
  v1BotName: migration.bot,
  v1BotVersion: migration.version,
  v1BotLocale: migration.locale,
  v2BotId: undefined,
  v2BotRole: migration.roleArn,
  migrationStatus: migration.status,
  migrationStrategy: migration.strategy,
  migrationTimestamp: migration.startedAt,
})

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

const newId = ({ random }: LexModelsContext) =>
  Array.from({ length: 10 }, () => ALPHABET.charAt(random.below(ALPHABET.length))).join('')
