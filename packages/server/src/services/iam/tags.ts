import type { Tag } from '../../access/identity.ts'
import { InvalidInputException, type Tag as WireTag } from '../../wire/models/iam.ts'
import { quotaExceeded } from './errors.ts'
import { type FixedQuota, LIMITS } from './limits.ts'

export type TagQuota = Extract<FixedQuota, `TagsPer${string}`>

/** Tags of a request, each key once ignoring case. @throws InvalidInput */
export function requestedTags(tags: readonly WireTag[] = []): readonly Tag[] {
  const keys = new Set(tags.map(({ Key }) => Key.toLowerCase()))
  if (keys.size < tags.length) {
    throw InvalidInputException(
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    )
  }
  if ([...keys].some(key => key.startsWith('aws:'))) {
    throw InvalidInputException('Tag keys that begin with aws: are reserved for system use.')
  }
  return tagsOf(tags)
}

/** The tags of a request as they are, for authorization: what is wrong with them is told only after it. */
export const tagsOf = (tags: readonly WireTag[] = []): readonly Tag[] =>
  tags.map(({ Key, Value }) => ({ key: Key, value: Value }))

/** A tag replaces the one of the same key, whose case may differ. @throws LimitExceeded */
export function mergedTags(
  present: readonly Tag[],
  added: readonly Tag[],
  quota: TagQuota,
): readonly Tag[] {
  const merged = [
    ...withoutTags(
      present,
      added.map(tag => tag.key),
    ),
    ...added,
  ]
  if (merged.length > LIMITS[quota]) throw quotaExceeded(quota)
  return merged
}

export function withoutTags(present: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  const gone = new Set(keys.map(key => key.toLowerCase()))
  return present.filter(tag => !gone.has(tag.key.toLowerCase()))
}

export const wireTags = (tags: readonly Tag[]): WireTag[] =>
  tags.map(({ key, value }) => ({ Key: key, Value: value }))
