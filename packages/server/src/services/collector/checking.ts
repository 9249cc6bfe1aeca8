import { type CheckReport, failureOf } from '../../collector/check-report.ts'
import { checkConnector } from '../../collector/checks.ts'
import { entryOf } from '../../collector/entry.ts'
import { newExternalId } from '../../collector/external-ids.ts'
import { type CollectorAccount, type Connector, recordOf } from '../../collector/records.ts'
import { within } from '../../store/key.ts'
import { ConnectionCheckFailedException } from '../../wire/models/own/collector.ts'
import type { CollectorContext } from './context.ts'
import { reportOutput } from './outputs.ts'

/** Makes the checks of a connector as it would be saved (spec/surroundings.md §14.3). */
export async function checked(
  connector: Connector,
  account: CollectorAccount,
  context: CollectorContext,
): Promise<CheckReport> {
  const { seal, settings, random } = context
  const all = await connectorsOf(account.id, context)
  return checkConnector(
    {
      errand: { place: connector, accountId: account.id, owner: account.owner },
      place: connector,
      logsType: connector.logsType,
      entry: entryOf(connector, account, seal),
      openRoles: settings.openRoles,
      others: all.filter(({ id }) => id !== connector.id),
      wrongExternalId: newExternalId(settings.product, random),
    },
    context,
  )
}

/** @throws ConnectionCheckFailedException with the first failure, its fix and the whole report */
export function assertConnected(report: CheckReport): void {
  const failure = failureOf(report)
  if (!failure) return
  const { message = 'a check failed', code, fix } = failure
  throw ConnectionCheckFailedException(message, {
    members: { errorCode: code, fix, report: reportOutput(report) },
  })
}

export async function connectorsOf(
  accountId: string,
  { documents }: Pick<CollectorContext, 'documents'>,
): Promise<Connector[]> {
  const { documents: found } = await documents.range(...within('collector.connector', accountId))
  return found.flatMap(document => recordOf<Connector>(document) ?? [])
}
