import type { Tag } from '../../access/identity.ts'
import { invalid } from './errors.ts'
import { LIMITS } from './limits.ts'

type TagMap = Readonly<Record<string, string>>

export const tagList = (map: TagMap): readonly Tag[] =>
  Object.entries(map).map(([key, value]) => ({ key, value }))

export const tagMap = (tags: readonly Tag[]): TagMap =>
  Object.fromEntries(tags.map(({ key, value }) => [key, value]))

/** The tags after some were set. @throws InvalidParameterValueException */
export function withTags(present: readonly Tag[], set: TagMap): readonly Tag[] {
  const added = tagList(set)
  if (added.some(({ key }) => key.toLowerCase().startsWith('aws:'))) {
    throw invalid('Tag keys that begin with aws: are reserved.')
  }
  if (added.some(({ key, value }) => key.length === 0 || key.length > 128 || value.length > 256)) {
    throw invalid('A tag key has 1 to 128 characters, its value at most 256.')
  }
  const all = [...present.filter(({ key }) => !Object.hasOwn(set, key)), ...added]
  if (all.length > LIMITS.tags) throw invalid('Number of tags exceeds resource tag limit.')
  return all
}
