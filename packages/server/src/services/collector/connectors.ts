import { collectJob } from '../../collector/job-kinds.ts'
import { LIMITS } from '../../collector/limits.ts'
import {
  type CollectorAccount,
  type Connector,
  type ConnectorState,
  connectorKey,
  externalIdKey,
  putRecord,
  recordOf,
  type StartMode,
  stateKey,
} from '../../collector/records.ts'
import { cancelJob } from '../../jobs/runner.ts'
import type { Write } from '../../store/store.ts'
import {
  BadRequestException,
  type CreateConnectorRequest,
  NotFoundException,
} from '../../wire/models/own/collector.ts'
import type { CollectorContext } from './context.ts'
import { isSameScope, placeOf } from './places.ts'

/** Connectors between wire and record (spec/surroundings.md §14.1). */

/** @throws NotFoundException */
export async function connectorOf(
  id: string,
  account: CollectorAccount,
  { documents }: Pick<CollectorContext, 'documents'>,
): Promise<Connector> {
  const found = recordOf<Connector>(await documents.get(connectorKey(account.id, id)))
  if (!found) throw NotFoundException(`there is no connector ${id}`)
  return found
}

export const stateOf = async (id: string, { documents }: Pick<CollectorContext, 'documents'>) =>
  recordOf<ConnectorState>(await documents.get(stateKey(id)))

type SettingsInput = Omit<CreateConnectorRequest, 'accountId'>

interface Drafted {
  readonly id: string
  readonly account: CollectorAccount
  readonly before?: Connector
}

/** A connector of what a request says, over what there is. @throws BadRequestException */
export function draft(
  input: SettingsInput,
  { id, account, before }: Drafted,
  context: CollectorContext,
): Connector {
  const now = context.clock.now()
  const place = placeOf(input, { what: 'connector', id, before: before?.credentials }, context)
  const startMode = input.startMode ?? before?.startMode ?? 'from-now'
  return {
    ...place,
    id,
    accountId: account.id,
    owner: account.owner,
    name: input.name ?? before?.name ?? `${place.bucket}/${place.prefix}`,
    logsType: input.logsType === 'jsonl' ? 'json' : input.logsType,
    active: input.active ?? before?.active ?? true,
    addS3ObjectKeyAsLogField:
      input.addS3ObjectKeyAsLogField ?? before?.addS3ObjectKeyAsLogField ?? false,
    startMode,
    startAt: startOf(startMode, input.startTime ?? before?.startAt, before?.createdAt ?? now),
    discovery: input.discovery ?? before?.discovery ?? 'auto',
    pollSeconds: input.pollSeconds ?? before?.pollSeconds ?? LIMITS.pollSeconds,
    maxObjectBytes: input.maxObjectBytes ?? before?.maxObjectBytes ?? LIMITS.objectBytes,
    createdAt: before?.createdAt ?? now,
  }
}

function startOf(mode: StartMode, time: number | undefined, createdAt: number): number {
  if (mode === 'everything') return 0
  if (mode === 'from-now') return createdAt
  if (time === undefined) throw BadRequestException('from-date comes with a startTime, epoch ms')
  return time
}

/** The credentials from before stay until the new ones fetched something. */
export function withPrevious(connector: Connector, before: Connector): Connector {
  const isSame = JSON.stringify(connector.credentials) === JSON.stringify(before.credentials)
  const previous = isSame ? before.previous : before.credentials
  return previous && isSameScope(connector, before) ? { ...connector, previous } : connector
}

export function connectorWrites(connector: Connector, { clock }: CollectorContext): Write[] {
  const { id, accountId, credentials, active } = connector
  const legacy = credentials.kind === 'role' ? credentials.legacyExternalId : undefined
  return [
    putRecord(connectorKey(accountId, id), connector),
    ...(legacy === undefined ? [] : [putRecord(externalIdKey(legacy), { accountId })]),
    active ? collectJob(connector, clock.now()) : cancelJob('collector', id),
  ]
}
