import type { Tag } from '../../access/identity.ts'
import { aliasArn, botArn, channelArn, type Scope } from '../../bots/arns.ts'
import { recordOf, tagsKey } from '../../bots/records.ts'
import { parseArn } from '../../kernel/arn.ts'
import type { Json } from '../../kernel/json.ts'
import type { Documents } from '../../operation/documents.ts'
import type { Key, Write } from '../../store/store.ts'
import { BadRequestException } from '../../wire/models/lex-models.ts'
import type { Quotas } from './limits.ts'
import { quotaReached } from './words.ts'

/** What may carry tags (spec/lex-models.md §3.10). */
export type Taggable =
  | { readonly kind: 'bot'; readonly bot: string }
  | { readonly kind: 'alias'; readonly bot: string; readonly alias: string }
  | {
      readonly kind: 'channel'
      readonly bot: string
      readonly alias: string
      readonly channel: string
    }

export const botTags = (bot: string): Taggable => ({ kind: 'bot', bot })
export const aliasTags = (bot: string, alias: string): Taggable => ({ kind: 'alias', bot, alias })

/** Tags have a document of their own: they are no part of what a checksum protects. */
export function keyOfTags({ account, region }: Scope, target: Taggable): Key {
  switch (target.kind) {
    case 'bot':
      return tagsKey(account, region, 'bot', target.bot)
    case 'alias':
      return tagsKey(account, region, 'alias', target.bot, target.alias)
    case 'channel':
      return tagsKey(account, region, 'channel', target.bot, target.alias, target.channel)
  }
}

/** The primary ARN, which is the only spelling that the tag operations take. */
export function arnOfTagged(scope: Scope, target: Taggable): string {
  switch (target.kind) {
    case 'bot':
      return botArn(scope, target.bot)
    case 'alias':
      return aliasArn(scope, target.bot, target.alias)
    case 'channel':
      return channelArn(scope, target.bot, target.alias, target.channel)
  }
}

export async function tagsOf(
  scope: Scope,
  target: Taggable,
  documents: Pick<Documents, 'get'>,
): Promise<readonly Tag[]> {
  return recordOf<readonly Tag[]>(await documents.get(keyOfTags(scope, target))) ?? []
}

export function tagsWrite(scope: Scope, target: Taggable, tags: readonly Tag[]): Write {
  const key = keyOfTags(scope, target)
  if (tags.length === 0) return { type: 'delete', key }
  return { type: 'put', key, value: tags as unknown as Json }
}

/** `tags` with `added` over them: the same key, in the same case, is replaced. */
export function mergedTags(tags: readonly Tag[], added: readonly Tag[], quotas: Quotas): Tag[] {
  const merged = [...new Map([...tags, ...added].map(tag => [tag.key, tag])).values()]
  if (merged.length > quotas.tagsPerResource) {
    throw quotaReached('tags on a resource', quotas.tagsPerResource)
  }
  return merged
}

const ALLOWED = /^[\p{L}\p{N}\p{Z}_.:/=+\-@]*$/u

/** The tags of a request. @throws BadRequestException */
export function validTags(tags: readonly Tag[] = []): Tag[] {
  for (const { key, value } of tags) {
    if (!ALLOWED.test(key) || !ALLOWED.test(value)) {
      throw BadRequestException(
        `Tag '${key}' has characters other than letters, digits, spaces and _ . : / = + - @.`,
      )
    }
    if (key.toLowerCase().startsWith('aws:')) {
      throw BadRequestException(`Tag key '${key}' begins with the reserved prefix aws:.`)
    }
  }
  const keys = tags.map(tag => tag.key)
  const twice = keys.find((key, index) => keys.indexOf(key) !== index)
  if (twice !== undefined) throw BadRequestException(`Tag key '${twice}' is given twice.`)
  return tags.map(({ key, value }) => ({ key, value }))
}

/** The resource that a tag operation means, with the place its ARN names. @throws BadRequestException */
export function taggedBy(resourceArn: string): {
  readonly scope: Scope
  readonly target: Taggable
} {
  const arn = parseArn(resourceArn)
  const isLex = arn?.partition === 'aws' && arn.service === 'lex'
  const target = isLex ? targetOf(arn.resource) : undefined
  if (!arn || !target || !arn.account || !arn.region) {
    throw BadRequestException(
      `'${resourceArn}' is not the ARN of a bot, a bot alias or a bot channel.`,
    )
  }
  return { scope: { account: arn.account, region: arn.region }, target }
}

const NAME = /^(?:[A-Za-z]_?)+$/

function targetOf(resource: string): Taggable | undefined {
  const [kind, ...names] = resource.split(':')
  if (!names.every(name => NAME.test(name))) return undefined
  const [bot, alias, channel, ...more] = names
  if (bot === undefined || more.length > 0) return undefined
  if (kind === 'bot' && alias === undefined) return botTags(bot)
  if (kind === 'bot' && alias !== undefined && channel === undefined) return aliasTags(bot, alias)
  if (kind === 'bot-channel' && alias !== undefined && channel !== undefined) {
    return { kind: 'channel', bot, alias, channel }
  }
  return undefined
}
