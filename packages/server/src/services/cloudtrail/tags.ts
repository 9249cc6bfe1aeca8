import type { TrailTag } from '../../audit/trail.ts'
import {
  InvalidTagParameterException,
  type Tag,
  TagsLimitExceededException,
} from '../../wire/models/cloudtrail.ts'
import { LIMITS } from './limits.ts'

export const ownTags = (tags: readonly Tag[]): readonly TrailTag[] =>
  tags.map(({ Key, Value }) => ({ key: Key, value: Value ?? '' }))

export const wireTags = (tags: readonly TrailTag[]) =>
  tags.map(({ key, value }) => ({ Key: key, Value: value }))

/** @throws ServiceError InvalidTagParameterException TagsLimitExceededException */
export function withTags(before: readonly TrailTag[], more: readonly Tag[]): readonly TrailTag[] {
  const added = ownTags(more)
  if (new Set(added.map(({ key }) => key)).size < added.length) {
    throw InvalidTagParameterException('Duplicate tag keys are not allowed.')
  }
  for (const { key } of added) {
    if (key.toLowerCase().startsWith('aws:')) {
      throw InvalidTagParameterException('Tag keys cannot begin with aws:.')
    }
  }
  const tags = new Map([...before, ...added].map(({ key, value }) => [key, value]))
  if (tags.size > LIMITS.tagsPerTrail) {
    throw TagsLimitExceededException(`A trail can have at most ${LIMITS.tagsPerTrail} tags.`)
  }
  return Array.from(tags, ([key, value]) => ({ key, value }))
}

/** A tag given with a value is removed only when it has that value. */
export const withoutTags = (before: readonly TrailTag[], less: readonly Tag[]) =>
  before.filter(
    ({ key, value }) =>
      !less.some(({ Key, Value }) => Key === key && (Value === undefined || Value === value)),
  )
