import { type ArchiveSetting, archiveKey } from '../../../collector/archive/records.ts'
import { type CheckReport, failureOf } from '../../../collector/check-report.ts'
import { migrationTemplate } from '../../../collector/migration-template.ts'
import {
  type CollectorAccount,
  type Connector,
  type Credentials,
  connectorKey,
  externalIdKey,
  putRecord,
  recordOf,
} from '../../../collector/records.ts'
import { trustPolicy } from '../../../collector/role-policy.ts'
import { within } from '../../../store/key.ts'
import type { Write } from '../../../store/store.ts'
import { collector, type MigrationUse } from '../../../wire/models/own/collector.ts'
import { accountCheck, eventWrite, getLogAccount } from '../accounts.ts'
import { archivesOf, checkedArchive } from '../archives.ts'
import { checked, connectorsOf } from '../checking.ts'
import { type CollectorContext, operation } from '../context.ts'
import { kindOf } from '../outputs.ts'

type Use =
  | { readonly kind: 'connector'; readonly record: Connector }
  | { readonly kind: 'archive'; readonly record: ArchiveSetting }

/**
 * What moving a role to the external id that we generated means: who uses the role, what its trust policy is to
 * become, and which way to go (spec/surroundings.md §14.9). Nothing is changed.
 */
export const planExternalIdMigration = operation(collector.PlanExternalIdMigration, {
  readOnly: true,
  authorize: (input, context) => accountCheck('PlanMigration', input, context),

  async handle({ arn, ...input }, context) {
    const account = await getLogAccount(input, context)
    const own = await context.collectorAccountId()
    const uses = await usesOf(arn, account, context)
    const others = (await accountsUsing(arn, context)).filter(({ id }) => id !== account.id)
    const isShared = others.length > 0
    const names = others.map(({ name }) => name).join(', ')
    const legacy = uses.map(legacyOf).find(id => id !== undefined)
    return {
      flow: isShared ? 'new-roles' : 'same-role',
      advice: isShared
        ? `The role is used by other accounts as well (${names}): create a role for each account, then set each configuration to its own role. What was collected is not collected again.`
        : 'All configurations below stop working at the moment the new trust policy is saved in IAM, and go on once they are migrated. What was collected is not collected again.',
      assignedExternalId: account.externalId,
      currentTrustPolicy: legacy && trustPolicy(own, legacy),
      newTrustPolicy: trustPolicy(own, account.externalId),
      cloudFormationTemplate: migrationTemplate({
        collectorAccountId: own,
        externalId: account.externalId,
        places: uses.map(({ kind, record }) => ({ ...record, archive: kind === 'archive' })),
      }),
      uses: uses.map(use => useOutput(use, undefined)),
    }
  },
})

/** Tests every configuration of the role with the generated id, and moves those that pass, in place. */
export const migrateExternalId = operation(collector.MigrateExternalId, {
  authorize: (input, context) => accountCheck('MigrateExternalId', input, context),

  async handle({ arn, ...input }, context) {
    const account = await getLogAccount(input, context)
    const uses = await usesOf(arn, account, context)
    const tested: { readonly use: Use; readonly report: CheckReport }[] = []
    for (const use of uses) {
      const moved = withAssignedId(use)
      tested.push({ use: moved, report: await tests(moved, account, context) })
    }
    const passed = tested.filter(({ report }) => report.connected).map(({ use }) => use)
    if (passed.length > 0) {
      const freed = await freedIds(uses, passed, account, context)
      await context.documents.commit([
        ...passed.map(writeOf),
        ...freed.map((id): Write => ({ type: 'delete', key: externalIdKey(id) })),
        eventWrite(account.id, 'MigrateExternalId', `${passed.length} uses of ${arn}`, context),
      ])
    }
    return {
      migrated: passed.length,
      uses: tested.map(({ use, report }) => useOutput(use, report)),
    }
  },
})

/** Ids from before that nothing of the account uses any more belong to nobody. */
async function freedIds(
  uses: readonly Use[],
  passed: readonly Use[],
  account: CollectorAccount,
  context: CollectorContext,
): Promise<string[]> {
  const moved = new Set(passed.map(({ record }) => record.id))
  const all: readonly Use[] = [
    ...(await connectorsOf(account.id, context)).map(
      (record): Use => ({ kind: 'connector', record }),
    ),
    ...(await archivesOf(account, context)).map((record): Use => ({ kind: 'archive', record })),
  ]
  const kept = new Set(all.filter(({ record }) => !moved.has(record.id)).map(legacyOf))
  return [...new Set(uses.flatMap(use => legacyOf(use) ?? []))].filter(id => !kept.has(id))
}

async function usesOf(
  arn: string,
  account: CollectorAccount,
  context: CollectorContext,
): Promise<Use[]> {
  const isUsed = ({ credentials }: { readonly credentials: Credentials }) =>
    credentials.kind === 'role' && credentials.arn === arn
  const connectors = await currentOf(
    (await connectorsOf(account.id, context)).filter(isUsed),
    context,
  )
  const archives = (await archivesOf(account, context)).filter(isUsed)
  return [
    ...connectors.filter(isUsed).map((record): Use => ({ kind: 'connector', record })),
    ...archives.map((record): Use => ({ kind: 'archive', record })),
  ]
}

/** As documents that the commit expects: what a listing tells may be changed meanwhile. */
async function currentOf(listed: readonly Connector[], { documents }: CollectorContext) {
  const keys = listed.map(({ accountId, id }) => connectorKey(accountId, id))
  const found = await documents.getMany(keys)
  return found.flatMap(document => recordOf<Connector>(document) ?? [])
}

/** Accounts of the same owner that use the role: what others do is theirs to know. */
async function accountsUsing(arn: string, context: CollectorContext): Promise<CollectorAccount[]> {
  const { documents } = await context.documents.range(
    ...within('collector.account', context.account),
  )
  const using: CollectorAccount[] = []
  for (const document of documents) {
    const account = recordOf<CollectorAccount>(document)
    if (account && (await usesOf(arn, account, context)).length > 0) using.push(account)
  }
  return using
}

const legacyOf = ({ record: { credentials } }: Use) =>
  credentials.kind === 'role' ? credentials.legacyExternalId : undefined

function withAssignedId(use: Use): Use {
  const { credentials } = use.record
  if (credentials.kind !== 'role') return use
  const assigned: Credentials = { kind: 'role', arn: credentials.arn }
  return use.kind === 'connector'
    ? { kind: 'connector', record: { ...use.record, credentials: assigned } }
    : { kind: 'archive', record: { ...use.record, credentials: assigned } }
}

const tests = (use: Use, account: CollectorAccount, context: CollectorContext) =>
  use.kind === 'connector'
    ? checked(use.record, account, context)
    : checkedArchive(use.record, account, context)

const writeOf = ({ kind, record }: Use): Write =>
  putRecord(
    kind === 'connector'
      ? connectorKey(record.accountId, record.id)
      : archiveKey(record.accountId, record.id),
    record,
  )

function useOutput({ kind, record }: Use, report: CheckReport | undefined): MigrationUse {
  const { credentials } = record
  const failure = report && failureOf(report)
  return {
    kind,
    id: Number(record.id),
    bucket: record.bucket,
    region: record.region,
    prefix: record.prefix,
    logsType: 'logsType' in record ? record.logsType : undefined,
    externalIdKind: credentials.kind === 'role' ? kindOf(credentials) : undefined,
    connected: report?.connected,
    code: failure?.code,
    message: failure?.message,
  }
}
