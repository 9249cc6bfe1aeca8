import { createHash } from 'node:crypto'
import type { Json } from '../kernel/json.ts'
import { eventTime, userIdentity } from './event-identity.ts'
import { dataTypeOf, eventSourceOf, isGlobalService } from './event-kinds.ts'
import { eventMembers } from './event-members.ts'
import { recipientsOf } from './recipients.ts'
import type { AuditedCheck, AuditRecord } from './record.ts'
import { resourceTypeOf } from './resource-types.ts'
import type { Selectable } from './selectors.ts'

type Fields = Readonly<Record<string, Json>>

/** A record as CloudTrail tells it to one of the accounts that it concerns (spec/surroundings.md §11). */
export function cloudTrailEvent(record: AuditRecord, recipient: string): Fields {
  const { requestId, operation = '', outcome, caller } = record
  const dataType = dataTypeOf(record)
  const accounts = eventAccounts(record)
  const from = record.sourceIp ?? insideName(record)
  return {
    eventVersion: '1.11',
    userIdentity: userIdentity(caller, recipient),
    eventTime: eventTime(record.time),
    eventSource: eventSourceOf(record.service ?? ''),
    eventName: operation,
    awsRegion: record.region ?? '',
    sourceIPAddress: from,
    userAgent: record.userAgent ?? (record.sourceIp === undefined ? from : ''),
    ...errorOf(record),
    requestParameters: eventMembers(record, 'input', record.request),
    responseElements:
      outcome.kind === 'done' ? eventMembers(record, 'output', record.response) : null,
    additionalEventData: additional(record, recipient),
    requestID: requestId,
    eventID: eventId(record, recipient),
    readOnly: record.readOnly,
    ...resourcesOf(record),
    eventType: 'AwsApiCall',
    managementEvent: dataType === undefined,
    recipientAccountId: recipient,
    ...(accounts.length > 1 && { sharedEventID: uuidOf(`shared ${requestId}`) }),
    eventCategory: dataType === undefined ? 'Management' : 'Data',
    ...tlsOf(record),
  }
}

/** Stable, though nothing stores it: an event delivered twice has the same id. */
export const eventId = ({ requestId }: Pick<AuditRecord, 'requestId'>, recipient: string) =>
  uuidOf(`event ${requestId} ${recipient}`)

/** The accounts that get an event of this record. */
export const eventAccounts = ({ caller, checks, outcome }: AuditRecord): readonly string[] =>
  recipientsOf({ callerAccount: caller?.account, checks, denied: outcome.kind === 'denied' })

/** What selectors look at. */
export function selectable(record: AuditRecord): Selectable {
  return {
    dataType: dataTypeOf(record),
    readOnly: record.readOnly,
    source: eventSourceOf(record.service ?? ''),
    name: record.operation ?? '',
    region: record.region ?? '',
    isGlobal: isGlobalService(record.service),
    resources: record.checks.filter(({ dry }) => !dry).map(({ resource }) => resource),
    callerArns: [record.caller?.arn, record.caller?.session?.issuerArn].filter(
      arn => arn !== undefined,
    ),
  }
}

/** Where a call inside the house came from. */
const insideName = ({ caller }: AuditRecord) =>
  caller?.type === 'service' ? caller.arn : (caller?.invokedBy ?? 'AWS Internal')

function errorOf({ outcome }: AuditRecord): Fields {
  switch (outcome.kind) {
    case 'done':
      return {}
    case 'denied':
      return { errorCode: 'AccessDenied', errorMessage: outcome.message }
    case 'refused':
      return { errorCode: outcome.code, errorMessage: outcome.message }
    case 'failed':
      return { errorCode: outcome.code }
  }
}

/** The decisions, as evidence; what policies in other accounts are called is theirs to know. */
function additional({ checks, parentRequestId, caller }: AuditRecord, recipient: string): Fields {
  const decisions = checks.map(check => decisionOf(check, caller?.account, recipient))
  return {
    ...(parentRequestId !== undefined && { onBehalfOfRequestID: parentRequestId }),
    decisions,
  }
}

function decisionOf(
  { action, resource, effect, layer, dry, policy, statement, resourceAccount }: AuditedCheck,
  callerAccount: string | undefined,
  recipient: string,
): Fields {
  const isOwn = [callerAccount, resourceAccount].every(account => !account || account === recipient)
  return {
    action,
    resource,
    effect,
    layer,
    ...(dry && { dry }),
    ...(isOwn && policy !== undefined && { policy }),
    ...(isOwn && statement !== undefined && { statement }),
  }
}

function resourcesOf({ checks }: AuditRecord): Fields {
  const resources = new Map<string, Fields>()
  for (const { dry, resource, resourceAccount } of checks) {
    const type = resourceTypeOf(resource)
    if (dry || type === undefined) continue
    const owner = resourceAccount ? { accountId: resourceAccount } : {}
    resources.set(resource, { ARN: resource, ...owner, type })
  }
  return resources.size === 0 ? {} : { resources: [...resources.values()] }
}

function tlsOf({ tls }: AuditRecord): Fields {
  if (!tls) return {}
  const { version, cipher, host } = tls
  return {
    tlsDetails: {
      tlsVersion: version,
      cipherSuite: cipher,
      ...(host !== undefined && { clientProvidedHostHeader: host }),
    },
  }
}

function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
