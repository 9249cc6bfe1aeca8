import { cloudTrailEvent, eventId } from '../../../audit/event.ts'
import { userNameOf } from '../../../audit/event-identity.ts'
import { eventSourceOf } from '../../../audit/event-kinds.ts'
import type { AuditRecord } from '../../../audit/record.ts'
import { resourceNameOf, resourceTypeOf } from '../../../audit/resource-types.ts'
import { check } from '../../../operation/check.ts'
import {
  cloudtrail,
  InvalidLookupAttributesException,
  InvalidTimeRangeException,
  type LookupAttribute,
  type LookupEventsRequest,
} from '../../../wire/models/cloudtrail.ts'
import { type CloudTrailContext, operation } from '../context.ts'
import { LIMITS } from '../limits.ts'
import { openToken, sealToken } from '../page-tokens.ts'

/** The management events of ninety days, newest first. A page may be short, and yet not the last. */
export const lookupEvents = operation(cloudtrail.LookupEvents, {
  readOnly: true,
  authorize: () => check('cloudtrail:LookupEvents', 'any'),

  async handle(input, context) {
    const { account, region, audit } = context
    const attribute = attributeOf(input)
    const range = rangeOf(input, context)
    const after = openToken(input, context)
    // Nothing here watches for unusual activity.
    if (input.EventCategory === 'insight') return { Events: [], NextToken: undefined }
    const query = { account, region, ...range, ...(after && { after }) }
    const { records, next } = await audit.lookUp(query, {
      limit: input.MaxResults ?? LIMITS.eventsPerPage,
      fits: record => attribute === undefined || fits(record, attribute, account),
    })
    return {
      Events: records.map(record => eventOutput(record, account)),
      NextToken: next && sealToken(input, next, context),
    }
  },
})

/** @throws ServiceError InvalidLookupAttributesException */
function attributeOf({ LookupAttributes = [] }: LookupEventsRequest): LookupAttribute | undefined {
  if (LookupAttributes.length > 1) {
    throw InvalidLookupAttributesException('You can specify one lookup attribute only.')
  }
  return LookupAttributes[0]
}

/** @throws ServiceError InvalidTimeRangeException */
function rangeOf({ StartTime, EndTime }: LookupEventsRequest, { clock }: CloudTrailContext) {
  const now = clock.now()
  const to = EndTime ?? now
  if (StartTime !== undefined && StartTime > to) {
    throw InvalidTimeRangeException('The start time must be before the end time.')
  }
  // Times on the wire are whole seconds; the last of them is meant to its end.
  return { from: Math.max(StartTime ?? 0, now - LIMITS.historyDays * 86_400_000), to: to + 999 }
}

function fits(
  record: AuditRecord,
  { AttributeKey, AttributeValue: wanted }: LookupAttribute,
  account: string,
): boolean {
  switch (AttributeKey) {
    case 'EventId':
      return eventId(record, account) === wanted
    case 'EventName':
      return record.operation === wanted
    case 'ReadOnly':
      return String(record.readOnly) === wanted.toLowerCase()
    case 'Username':
      return userNameOf(record.caller) === wanted && record.caller?.account === account
    case 'ResourceType':
      return resourcesOf(record).some(({ arn }) => resourceTypeOf(arn) === wanted)
    case 'ResourceName':
      return resourcesOf(record).some(({ arn, name }) => arn === wanted || name === wanted)
    case 'EventSource':
      return eventSourceOf(record.service ?? '') === wanted
    case 'AccessKeyId':
      return record.caller?.accessKeyId === wanted
  }
}

function eventOutput(record: AuditRecord, account: string) {
  const isOwn = record.caller?.account === account
  return {
    EventId: eventId(record, account),
    EventName: record.operation,
    ReadOnly: String(record.readOnly),
    AccessKeyId: isOwn ? record.caller?.accessKeyId : undefined,
    EventTime: record.time,
    EventSource: eventSourceOf(record.service ?? ''),
    Username: isOwn ? userNameOf(record.caller) : undefined,
    Resources: resourcesOf(record).map(({ arn, name }) => ({
      ResourceType: resourceTypeOf(arn),
      ResourceName: name,
    })),
    CloudTrailEvent: JSON.stringify(cloudTrailEvent(record, account)),
  }
}

function resourcesOf({ checks }: AuditRecord) {
  const arns = checks.filter(({ dry, resource }) => !dry && resourceTypeOf(resource) !== undefined)
  return [...new Set(arns.map(({ resource }) => resource))].map(arn => ({
    arn,
    name: resourceNameOf(arn),
  }))
}
