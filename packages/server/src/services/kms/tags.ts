import type { Tag } from '../../access/identity.ts'
import { TagException, type Tag as WireTag } from '../../wire/models/kms.ts'
import { LIMITS } from './limits.ts'

export const tagList = (tags: readonly WireTag[]): readonly Tag[] =>
  tags.map(({ TagKey, TagValue }) => ({ key: TagKey, value: TagValue }))

export const wireTags = (tags: readonly Tag[]): readonly WireTag[] =>
  tags.map(({ key, value }) => ({ TagKey: key, TagValue: value }))

/** The tags after some were set; one that is set again keeps its place. @throws TagException */
export function withTags(present: readonly Tag[], set: readonly WireTag[]): readonly Tag[] {
  const added = tagList(set)
  if (added.some(({ key }) => key.toLowerCase().startsWith('aws:'))) {
    throw TagException('Tags beginning with aws: are reserved')
  }
  if (new Set(added.map(tag => tag.key)).size < added.length) {
    throw TagException('Duplicate tag keys')
  }
  const all = new Map([...present, ...added].map(tag => [tag.key, tag]))
  if (all.size > LIMITS.tagsPerKey) throw TagException('Too many tags')
  return [...all.values()]
}

export const withoutTags = (present: readonly Tag[], keys: readonly string[]): readonly Tag[] =>
  present.filter(({ key }) => !keys.includes(key))
