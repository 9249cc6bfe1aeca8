import type { Tag } from '../../../access/identity.ts'
import {
  InvalidParameterValueException,
  type Tag as WireTag,
} from '../../../wire/models/cloudwatch.ts'
import { LIMITS } from '../limits.ts'

export const tagList = (tags: readonly WireTag[]): readonly Tag[] =>
  tags.map(({ Key, Value }) => ({ key: Key, value: Value }))

export const wireTags = (tags: readonly Tag[]): readonly WireTag[] =>
  tags.map(({ key, value }) => ({ Key: key, Value: value }))

/** The tags after some were set; one that is set again keeps its place. @throws InvalidParameterValueException */
export function withTags(present: readonly Tag[], set: readonly WireTag[]): readonly Tag[] {
  const added = tagList(set)
  if (added.some(({ key }) => key.toLowerCase().startsWith('aws:'))) {
    throw InvalidParameterValueException('Tag keys that begin with aws: are reserved.')
  }
  const all = new Map([...present, ...added].map(tag => [tag.key, tag]))
  if (all.size > LIMITS.tagsPerAlarm) {
    throw InvalidParameterValueException(`An alarm can have up to ${LIMITS.tagsPerAlarm} tags.`)
  }
  return [...all.values()]
}

export const withoutTags = (present: readonly Tag[], keys: readonly string[]): readonly Tag[] =>
  present.filter(({ key }) => !keys.includes(key))
