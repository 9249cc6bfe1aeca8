import type {
  BucketLifecycleConfiguration,
  LifecycleRuleFilter,
  LifecycleRule as WireRule,
} from '../../wire/models/s3.ts'
import { invalidArgument, invalidRequest, malformedXml, notImplemented, s3Error } from './errors.ts'
import { LIMITS } from './limits.ts'
import type { Bucket, LifecycleFilter, LifecycleRule, StoredObject } from './records.ts'
import { isTagText, wireTags } from './tags.ts'

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

/** Whether a rule is meant for a marker, which has neither tags nor a size. */
export const appliesToMarker = ({ filter = {} }: LifecycleRule): boolean =>
  filter.tags === undefined && (filter.largerThan ?? filter.smallerThan) === undefined

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
  if (JSON.stringify(rules).length > LIMITS.lifecycleBytes) {
    throw s3Error('MaxMessageLengthExceeded', 'Your request was too big.', 400, {
      MaxMessageLengthBytes: LIMITS.lifecycleBytes,
    })
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
  if ((rule.ID ?? '').length > LIMITS.lifecycleRuleIdCharacters) {
    throw invalidArgument('ID length should not exceed allowed limit of 255', 'ID')
  }
  assertPrefix(rule.Prefix)
  assertFiltered(rule)
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

/** What has neither tags nor a size is not chosen by them. @throws ServiceError InvalidRequest */
function assertFiltered({ Filter, Expiration, AbortIncompleteMultipartUpload }: WireRule): void {
  const { ObjectSizeGreaterThan, ObjectSizeLessThan, ...filter } = Filter?.And ?? Filter ?? {}
  const isTagged = 'Tags' in filter ? filter.Tags !== undefined : Filter?.Tag !== undefined
  const isSized = (ObjectSizeGreaterThan ?? ObjectSizeLessThan) !== undefined
  if (!isTagged && !isSized) return
  const by = isTagged ? 'Tags' : 'Object Size'
  const what = AbortIncompleteMultipartUpload
    ? 'AbortIncompleteMultipartUpload'
    : Expiration?.ExpiredObjectDeleteMarker !== undefined
      ? 'ExpiredObjectDeleteMarker'
      : undefined
  if (what !== undefined) throw invalidRequest(`${what} cannot be specified with ${by}.`)
}

/** No key begins with more. @throws ServiceError InvalidRequest */
function assertPrefix(prefix = ''): void {
  if (Buffer.byteLength(prefix) <= LIMITS.keyBytes) return
  throw invalidRequest(`The maximum size of a prefix is ${LIMITS.keyBytes}.`)
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
  // No object has more of them, or longer ones.
  if (tags.length > LIMITS.objectTags || !tags.every(isTag)) throw malformedXml()
  assertPrefix(Prefix)
  return definedOnly({
    prefix: Prefix,
    tags: tags.length > 0 ? tags.map(({ Key, Value }) => ({ key: Key, value: Value })) : undefined,
    largerThan: ObjectSizeGreaterThan,
    smallerThan: ObjectSizeLessThan,
    isAnd: And ? true : undefined,
  })
}

const isTag = ({ Key, Value }: { readonly Key: string; readonly Value: string }) =>
  isTagText(Key, 1, LIMITS.tagKeyCharacters) && isTagText(Value, 0, LIMITS.tagValueCharacters)

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
