import { isVersion, type Scope } from '../../bots/arns.ts'
import { aliasKey, LATEST, tagsKey, versionedKey } from '../../bots/records.ts'
import { parseArn } from '../../kernel/arn.ts'
import type { Key } from '../../store/store.ts'
import { ValidationException } from '../../wire/models/lex-policies.ts'

/** What may carry a policy: a bot, one of its versions or aliases, an intent, a slot type (spec/lex-models.md §8.5). */
export interface Target {
  readonly arn: string
  readonly scope: Scope
  readonly kind: 'bot' | 'bot-version' | 'alias' | 'intent' | 'slot-type'
  /** As the ARN spells it: `bot:Flowers:prod`. */
  readonly resource: string
  /** The ARN and its equivalent spellings (§8.2). */
  readonly spellings: readonly [string, ...string[]]
  /** The document that is there while the resource is. */
  readonly documentKey: Key
  /** Where its tags are; intents and slot types have none. */
  readonly tagsKey: Key | undefined
}

/** @throws ValidationException for an ARN of anything else */
export function targetOf(resourceArn: string): Target {
  const arn = parseArn(resourceArn)
  const [type = '', name = '', qualifier, ...more] = arn?.resource.split(':') ?? []
  const isLex = arn?.partition === 'aws' && arn.service === 'lex' && more.length === 0
  const kind = isLex ? kindOf(type, qualifier) : undefined
  if (!arn?.account || !arn.region || !kind || !NAME.test(name)) {
    throw ValidationException(
      `'${resourceArn}' is not the ARN of a bot, a bot version, a bot alias, an intent or a slot type.`,
    )
  }
  const scope = { account: arn.account, region: arn.region }
  const whole = resourceArn.split(':').slice(0, 7).join(':')
  return {
    arn: resourceArn,
    scope,
    kind,
    resource: arn.resource,
    spellings: spellingsOf(kind, resourceArn, whole),
    ...keysOf(kind, scope, name, qualifier),
  }
}

const NAME = /^(?:[A-Za-z]_?)+$/

function kindOf(type: string, qualifier: string | undefined): Target['kind'] | undefined {
  const isVersioned = qualifier === undefined || isVersion(qualifier)
  if (type === 'intent' && isVersioned) return 'intent'
  if (type === 'slottype' && isVersioned) return 'slot-type'
  if (type !== 'bot') return undefined
  if (qualifier === undefined) return 'bot'
  if (isVersion(qualifier)) return 'bot-version'
  return NAME.test(qualifier) ? 'alias' : undefined
}

function spellingsOf(kind: Target['kind'], arn: string, whole: string): Target['spellings'] {
  if (kind === 'alias') return [arn]
  return arn === whole ? [arn, `${whole}:${LATEST}`] : [arn, whole]
}

function keysOf(
  kind: Target['kind'],
  { account, region }: Scope,
  name: string,
  qualifier = LATEST,
): Pick<Target, 'documentKey' | 'tagsKey'> {
  switch (kind) {
    case 'alias':
      return {
        documentKey: aliasKey(account, region, name, qualifier),
        tagsKey: tagsKey(account, region, 'alias', name, qualifier),
      }
    case 'bot':
    case 'bot-version':
      return {
        documentKey: versionedKey('bot', account, region, name, qualifier),
        tagsKey: tagsKey(account, region, 'bot', name),
      }
    case 'intent':
    case 'slot-type':
      return {
        documentKey: versionedKey(kind, account, region, name, qualifier),
        tagsKey: undefined,
      }
  }
}
