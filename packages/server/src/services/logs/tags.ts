import type { Tag } from '../../access/identity.ts'
import { InvalidParameterException, TooManyTagsException } from '../../wire/models/logs.ts'
import { LIMITS } from './limits.ts'

type TagMap = Readonly<Record<string, string>>

export const tagList = (map: TagMap): Tag[] =>
  Object.entries(map).map(([key, value]) => ({ key, value }))

export const tagMap = (tags: readonly Tag[]): TagMap =>
  Object.fromEntries(tags.map(({ key, value }) => [key, value]))

/** The tags after some were set. @throws InvalidParameterException, TooManyTagsException */
export function withTags(present: readonly Tag[], set: TagMap): readonly Tag[] {
  const added = tagList(set)
  const reserved = added.find(({ key }) => key.toLowerCase().startsWith('aws:'))
  if (reserved) {
    throw InvalidParameterException(
      `The tag key ${reserved.key} begins with aws:, which is reserved.`,
    )
  }
  const kept = present.filter(({ key }) => !Object.hasOwn(set, key))
  const all = [...kept, ...added]
  if (all.length > LIMITS.tagsPerGroup) {
    throw TooManyTagsException(`A log group can have up to ${LIMITS.tagsPerGroup} tags.`)
  }
  return all
}

export const withoutTags = (present: readonly Tag[], keys: readonly string[]): readonly Tag[] =>
  present.filter(({ key }) => !keys.includes(key))
