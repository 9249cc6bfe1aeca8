import type { CheckReport } from '../../collector/check-report.ts'
import { externalIdFor } from '../../collector/external-ids.ts'
import type {
  CollectorAccount,
  Connector,
  ConnectorState,
  Health,
  Progress,
} from '../../collector/records.ts'
import type {
  CheckReport as CheckReportOutput,
  Connector as ConnectorOutput,
  Health as HealthOutput,
  Progress as ProgressOutput,
} from '../../wire/models/own/collector.ts'

/** Records as the wire shows them: without secrets. */

export const accountOutput = (account: CollectorAccount) => ({
  accountId: account.id,
  accountName: account.name,
  externalId: account.externalId,
  type: account.type,
  retentionDays: account.retentionDays,
  dailyQuotaBytes: account.dailyQuotaBytes,
  reservedBytes: account.reservedBytes,
  createdAt: account.createdAt,
})

/** A connector with its health and progress, and the report of the checks that were just made. */
export function connectorOutput(
  connector: Connector,
  account: CollectorAccount,
  state: ConnectorState | undefined,
  more: { readonly waiting?: number; readonly report?: CheckReport; readonly now: number },
): ConnectorOutput {
  const { credentials } = connector
  const isRole = credentials.kind === 'role'
  return {
    id: Number(connector.id),
    name: connector.name,
    accessKey: isRole ? undefined : credentials.accessKeyId,
    arn: isRole ? credentials.arn : undefined,
    bucket: connector.bucket,
    prefix: connector.prefix,
    active: connector.active,
    addS3ObjectKeyAsLogField: connector.addS3ObjectKeyAsLogField,
    region: connector.region,
    logsType: connector.logsType,
    endpoint: connector.endpoint,
    startMode: connector.startMode,
    startTime: connector.startMode === 'from-date' ? connector.startAt : undefined,
    discovery: connector.discovery,
    resolvedDiscovery: state?.resolved?.mode,
    discoveryReason: state?.resolved?.reason,
    pollSeconds: connector.pollSeconds,
    maxObjectBytes: connector.maxObjectBytes,
    externalId: isRole ? externalIdFor(account, credentials) : undefined,
    externalIdKind: isRole ? kindOf(credentials) : undefined,
    health: state && healthOutput(state.health),
    progress: state && progressOutput(state.progress, more.waiting, more.now),
    createdAt: connector.createdAt,
    report: more.report && reportOutput(more.report),
  }
}

/** Ids from before are usable, and flagged (§14.9). */
export const kindOf = ({ legacyExternalId }: { readonly legacyExternalId?: string }) =>
  legacyExternalId === undefined ? 'assigned' : 'legacy'

export const healthOutput = (health: Health): HealthOutput => ({
  state: health.state,
  code: health.code,
  reason: health.reason,
  since: health.since,
  checkedAt: health.checkedAt,
})

export function progressOutput(
  progress: Progress,
  waiting: number | undefined,
  now: number,
): ProgressOutput {
  const { newestSeenAt, newestIngestedAt } = progress
  const isBehind = (waiting ?? 0) > 0 && newestSeenAt !== undefined
  return {
    objects: progress.objects,
    lines: progress.lines,
    bytes: progress.bytes,
    waiting,
    failed: progress.failed,
    skipped: progress.skipped,
    newestSeenAt,
    newestIngestedAt,
    lagMs: isBehind ? Math.max(newestSeenAt - (newestIngestedAt ?? 0), now - newestSeenAt) : 0,
    lastListedAt: progress.lastListedAt,
    replaced: progress.replaced,
  }
}

export const reportOutput = ({ connected, checks }: CheckReport): CheckReportOutput => ({
  connected,
  checks: checks.map(({ number, name, status, code, message, fix, requestId, sample }) => ({
    number,
    name,
    status,
    code,
    message,
    fix,
    requestId,
    decision: requestId && `/_parley/decisions/${requestId}`,
    sample,
  })),
})

/** A list as its older clients expect it: bare. */
export const bareList = (items: readonly object[]) => ({
  contentType: 'application/json',
  body: Buffer.from(JSON.stringify(items)),
})
