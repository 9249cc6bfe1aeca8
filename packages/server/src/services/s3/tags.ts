import type { Tag } from '../../access/identity.ts'
import { invalidArgument, invalidTag, s3Error } from './errors.ts'
import { LIMITS } from './limits.ts'

type WireTag = { readonly Key: string; readonly Value: string }

interface TagPlace {
  readonly max: number
  readonly what: 'Object' | 'Bucket'
  /** A bucket gets them with its creation, which refuses in words of its own. */
  readonly isNew?: boolean
}

/** Tags of a document. @throws ServiceError InvalidTag */
export function tagsOf(set: readonly WireTag[], { max, what, isNew = false }: TagPlace): Tag[] {
  if (set.length > max) {
    throw s3Error('BadRequest', `${what} tags cannot be greater than ${max}`, 400)
  }
  const keys = new Set<string>()
  return set.map(({ Key, Value }) => {
    if (keys.has(Key)) {
      throw invalidTag('Cannot provide multiple Tags with the same key', { TagKey: Key })
    }
    keys.add(Key)
    if (!isTagText(Key, 1, LIMITS.tagKeyCharacters)) {
      throw invalidTag('The TagKey you have provided is invalid', { TagKey: Key })
    }
    if (!isTagText(Value, 0, LIMITS.tagValueCharacters)) {
      throw invalidTag('The TagValue you have provided is invalid', {
        TagKey: Key,
        TagValue: Value,
      })
    }
    if (/^aws:/i.test(Key) && isNew) {
      throw invalidTag(
        'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try again.',
      )
    }
    if (/^aws:/i.test(Key)) {
      const message =
        what === 'Bucket'
          ? 'System tags cannot be added/updated by requester'
          : 'Your TagKey cannot be prefixed with aws:'
      throw invalidTag(message, { TagKey: Key })
    }
    return { key: Key, value: Value }
  })
}

/** Tags of the header `x-amz-tagging`: a query string. @throws ServiceError */
export function headerTags(text: string | undefined): Tag[] {
  if (text === undefined || text === '') return []
  const pairs = [...new URLSearchParams(text)]
  const isQuery = text.split('&').every(pair => pair.split('=').length <= 2)
  if (!isQuery || new Set(pairs.map(([key]) => key)).size !== pairs.length) {
    throw invalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      'x-amz-tagging',
      text,
    )
  }
  const set = pairs.map(([Key, Value]) => ({ Key, Value }))
  return tagsOf(set, { max: LIMITS.objectTags, what: 'Object' })
}

/** What the header would say of tags; undefined of none. */
export const tagsHeader = (tags: readonly Tag[]): string | undefined =>
  tags.length === 0
    ? undefined
    : new URLSearchParams(tags.map(({ key, value }): [string, string] => [key, value])).toString()

export const wireTags = (tags: readonly Tag[]): WireTag[] =>
  tags.map(({ key, value }) => ({ Key: key, Value: value }))

export function isTagText(text: string, min: number, max: number): boolean {
  const length = [...text].length
  return length >= min && length <= max && /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text)
}
