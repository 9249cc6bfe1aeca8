import type {
  BucketLifecycleConfiguration,
  LifecycleRuleFilter,
  LifecycleRule as WireRule,
} from '../../wire/models/s3.ts'
import { invalidArgument, invalidRequest, malformedXml, notImplemented, s3Error } from './errors.ts'
import { LIMITS } from './limits.ts'
import type { Bucket, LifecycleFilter, LifecycleRule, StoredObject } from './records.ts'
import { wireTags } from './tags.ts'

const DAY_MS = 86_400_000

/** When a rule ends an object: the midnight after its days, as S3 counts them. */
export function expiryOf(rule: LifecycleRule, { modifiedAt }: StoredObject): number | undefined {
  const { expiration } = rule
  if (expiration?.date !== undefined) return expiration.date
  if (expiration?.days === undefined) return undefined
  return midnightAfter(modifiedAt + expiration.days * DAY_MS)
}

export const midnightAfter = (time: number) => Math.ceil(time / DAY_MS) * DAY_MS

/** Whether a rule is meant for an object. */
export function appliesTo(rule: LifecycleRule, object: StoredObject): boolean {
  if (!rule.enabled || !object.key.startsWith(rulePrefix(rule))) return false
  const { tags = [], largerThan, smallerThan } = rule.filter ?? {}
  const has = ({ key, value }: { key: string; value: string }) =>
    object.tags.some(tag => tag.key === key && tag.value === value)
  if (largerThan !== undefined && object.sizeBytes <= largerThan) return false
  if (smallerThan !== undefined && object.sizeBytes >= smallerThan) return false
  return tags.every(has)
}

export const rulePrefix = ({ prefix, filter }: LifecycleRule) => prefix ?? filter?.prefix ?? ''

/** The header `x-amz-expiration`: which rule ends the object, and when. */
export function lifecycleExpiration(
  { lifecycle }: Bucket,
  object: StoredObject,
): string | undefined {
  const ends = (lifecycle?.rules ?? [])
    .filter(rule => appliesTo(rule, object))
    .flatMap(rule => {
      const at = expiryOf(rule, object)
      return at === undefined ? [] : [{ at, id: rule.id }]
    })
    .sort((a, b) => a.at - b.at)
  const [first] = ends
  if (!first) return undefined
  const date = new Date(first.at).toUTCString()
  return `expiry-date="${date}", rule-id="${encodeURIComponent(first.id)}"`
}

/** The rules of a document. @throws ServiceError */
export function rulesOf(
  { Rules }: BucketLifecycleConfiguration,
  newId: () => string,
): LifecycleRule[] {
  if (Rules.length === 0 || Rules.length > LIMITS.lifecycleRules) throw malformedXml()
  const rules = Rules.map(rule => ruleOf(rule, newId))
  if (new Set(rules.map(({ id }) => id)).size !== rules.length) {
    throw invalidArgument('Rule ID must be unique. Found same ID for more than one rule', 'ID')
  }
  return rules
}

function ruleOf(rule: WireRule, newId: () => string): LifecycleRule {
  if (rule.Transitions || rule.NoncurrentVersionTransitions) throw notImplemented('Transition')
  const { Expiration, NoncurrentVersionExpiration, AbortIncompleteMultipartUpload } = rule
  if (!Expiration && !NoncurrentVersionExpiration && !AbortIncompleteMultipartUpload) {
    throw invalidRequest('At least one action needs to be specified in a rule')
  }
  if ((rule.Prefix === undefined) === (rule.Filter === undefined)) throw malformedXml()
  // Without a number of days, versions would end the moment that they are replaced.
  if (NoncurrentVersionExpiration && NoncurrentVersionExpiration.NoncurrentDays === undefined) {
    throw malformedXml()
  }
  return {
    id: rule.ID || newId(),
    enabled: rule.Status === 'Enabled',
    ...(rule.Prefix !== undefined && { prefix: rule.Prefix }),
    ...(rule.Filter && { filter: filterOf(rule.Filter) }),
    ...(Expiration && { expiration: expirationOf(Expiration) }),
    ...(NoncurrentVersionExpiration && {
      noncurrent: definedOnly({
        days: positive(NoncurrentVersionExpiration.NoncurrentDays, 'NoncurrentDays'),
        newer: NoncurrentVersionExpiration.NewerNoncurrentVersions,
      }),
    }),
    ...(AbortIncompleteMultipartUpload && {
      abortDays:
        positive(AbortIncompleteMultipartUpload.DaysAfterInitiation, 'DaysAfterInitiation') ?? 0,
    }),
  }
}

function expirationOf(expiration: NonNullable<WireRule['Expiration']>) {
  const { Date: date, Days, ExpiredObjectDeleteMarker } = expiration
  const given = [date, Days, ExpiredObjectDeleteMarker].filter(value => value !== undefined)
  if (given.length !== 1) throw malformedXml()
  if (date !== undefined && date % DAY_MS !== 0) {
    throw invalidArgument("'Date' must be at midnight GMT", 'Date', new Date(date).toISOString())
  }
  return definedOnly({
    days: positive(Days, 'Days'),
    date,
    expiredMarkers: ExpiredObjectDeleteMarker,
  })
}

function positive(days: number | undefined, what: string): number | undefined {
  if (days === undefined || days > 0) return days
  const message = `'${what}' for Expiration action must be a positive integer`
  throw s3Error('InvalidArgument', message, 400, { ArgumentName: what, ArgumentValue: days })
}

function filterOf(filter: LifecycleRuleFilter): LifecycleFilter {
  const { And, Tag } = filter
  const { Prefix, ObjectSizeGreaterThan, ObjectSizeLessThan } = And ?? filter
  const given = [filter.Prefix, Tag, filter.ObjectSizeGreaterThan, filter.ObjectSizeLessThan, And]
  if (given.filter(one => one !== undefined).length > 1) throw malformedXml()
  const tags = And?.Tags ?? (Tag ? [Tag] : [])
  if (new Set(tags.map(({ Key }) => Key)).size !== tags.length) {
    throw invalidRequest('Duplicate Tag Keys are not allowed.')
  }
  return definedOnly({
    prefix: Prefix,
    tags: tags.length > 0 ? tags.map(({ Key, Value }) => ({ key: Key, value: Value })) : undefined,
    largerThan: ObjectSizeGreaterThan,
    smallerThan: ObjectSizeLessThan,
    isAnd: And ? true : undefined,
  })
}

/** A rule as the wire has it. */
export function wireRule(rule: LifecycleRule): WireRule {
  const { id, enabled, prefix, filter, expiration, noncurrent, abortDays } = rule
  return {
    ID: id,
    Status: enabled ? 'Enabled' : 'Disabled',
    Prefix: prefix,
    Filter: filter && wireFilter(filter),
    Expiration: expiration && {
      Date: expiration.date,
      Days: expiration.days,
      ExpiredObjectDeleteMarker: expiration.expiredMarkers,
    },
    NoncurrentVersionExpiration: noncurrent && {
      NoncurrentDays: noncurrent.days,
      NewerNoncurrentVersions: noncurrent.newer,
    },
    AbortIncompleteMultipartUpload:
      abortDays === undefined ? undefined : { DaysAfterInitiation: abortDays },
  }
}

function wireFilter({ prefix, tags, largerThan, smallerThan, isAnd }: LifecycleFilter) {
  const plain = {
    Prefix: prefix,
    ObjectSizeGreaterThan: largerThan,
    ObjectSizeLessThan: smallerThan,
  }
  if (isAnd) return { And: { ...plain, Tags: tags && wireTags(tags) } }
  return { ...plain, Tag: tags && wireTags(tags)[0] }
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

const definedOnly = <T extends object>(fields: T): Defined<T> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Defined<T>
