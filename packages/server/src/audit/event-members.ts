import type { Json } from '../kernel/json.ts'
import { loadModel, type ServiceModel, type ServiceName } from '../wire/models/model.ts'
import { LIMITS } from './limits.ts'
import type { AuditRecord } from './record.ts'

type Side = 'input' | 'output'

/**
 * `requestParameters` or `responseElements` of an event: the members as the model has them, with a small first
 * letter; bytes left out, secrets blotted out. Null when there is nothing to tell.
 */
export function eventMembers(
  record: Pick<AuditRecord, 'service' | 'operation' | 'requestCharacters'>,
  side: Side,
  value: Json | undefined,
): Json {
  const { service, operation = '', requestCharacters } = record
  if (side === 'input' && requestCharacters !== undefined) return leftOut(requestCharacters)
  if (value === undefined || value === null || service === undefined) return null
  const model = loadModel(service as ServiceName)
  const shape = model.operations[operation]?.[side]
  if (shape === undefined) return null
  const members = membersOf(model, shape, value)
  if (isEmpty(members)) return null
  const { length } = JSON.stringify(members)
  return length <= LIMITS.eventMemberCharacters ? members : leftOut(length)
}

const leftOut = (originalSize: number): Json => ({
  omitted: true,
  originalSize,
  reason: 'too large',
})

const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS'

function membersOf(model: ServiceModel, name: string, value: Json): Json {
  if (value === '(sensitive)') return HIDDEN
  const shape = model.shapes[name]
  switch (shape?.type) {
    case 'structure': {
      const fields = value as Readonly<Record<string, Json>>
      return Object.fromEntries(
        Object.entries(shape.members).flatMap(([member, { shape: inner }]) => {
          const item = fields[member]
          if (item === undefined || item === '(bytes)') return []
          return [[eventName(model, member), membersOf(model, inner, item)]]
        }),
      )
    }
    case 'list':
      return (value as readonly Json[]).map(item => membersOf(model, shape.member, item))
    case 'map': {
      const entries = Object.entries(value as Readonly<Record<string, Json>>)
      return Object.fromEntries(
        entries.map(([key, item]) => [key, membersOf(model, shape.value, item)]),
      )
    }
    case 'timestamp':
      return typeof value === 'number' ? moment(value) : value
    default:
      return value
  }
}

/** What no date can hold is told as it came: one such event would hold up all that come after it. */
function moment(time: number): Json {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? time : date.toISOString()
}

/** `UserName` → `userName`, `ACL` → `acl`, `S3BucketName` → `s3BucketName`; S3's own names as its events have them. */
function eventName({ service }: ServiceModel, member: string): string {
  if (service === 's3' && member === 'Bucket') return 'bucketName'
  if (/^[A-Z0-9]+$/.test(member)) return member.toLowerCase()
  return member.charAt(0).toLowerCase() + member.slice(1)
}

const isEmpty = (value: Json) =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0
