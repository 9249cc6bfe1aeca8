import type { Tag } from '../../access/identity.ts'
import type { Tag as WireTag } from '../../wire/models/organizations.ts'
import { constraint, invalid } from './errors.ts'
import { LIMITS } from './limits.ts'

export const tagsOf = (tags: readonly WireTag[] = []): readonly Tag[] =>
  tags.map(({ Key, Value }) => ({ key: Key, value: Value }))

/** Tags of a request over those that are there. @throws InvalidInput @throws ConstraintViolation */
export function mergedTags(present: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const keys = new Set(added.map(({ key }) => key.toLowerCase()))
  if (keys.size < added.length) {
    throw invalid('DUPLICATE_TAG_KEY', 'You provided the same tag key twice.')
  }
  if ([...keys].some(key => key.startsWith('aws:'))) {
    throw invalid('INVALID_SYSTEM_TAGS_PARAMETER', 'Tag keys that begin with aws: are reserved.')
  }
  const merged = [...present.filter(({ key }) => !keys.has(key.toLowerCase())), ...added]
  if (merged.length <= LIMITS.tagsPerResource) return merged
  throw constraint('MAX_TAG_LIMIT_EXCEEDED', 'You have exceeded the number of tags allowed.')
}
