import type { Tag } from '../../../access/identity.ts'
import { InvalidIdentityTokenException } from '../../../wire/models/sts.ts'
import type { Attributes } from './assertion.ts'
import { ATTRIBUTES } from './names.ts'

/** What the attributes of an assertion mean to a session (spec/iam.md §5.4, §5.5). */
export interface Claims {
  readonly sessionName: string
  readonly sessionSeconds: number | undefined
  readonly sourceIdentity: string | undefined
  readonly tags: readonly Tag[]
  readonly transitiveTagKeys: readonly string[]
}

/** @throws InvalidIdentityToken */
export function claimsOf(attributes: Attributes): Claims {
  const tags = tagsOf(attributes)
  const transitiveTagKeys = attributes.get(ATTRIBUTES.transitiveTagKeys) ?? []
  if (tags.length > MOST_TAGS || transitiveTagKeys.length > MOST_TAGS) {
    throw invalid(`Response must contain at most ${MOST_TAGS} session tags`)
  }
  return {
    sessionName: sessionNameOf(attributes),
    sessionSeconds: sessionSecondsOf(attributes),
    sourceIdentity: sourceIdentityOf(attributes),
    tags,
    transitiveTagKeys,
  }
}

/** Whether the provider says that its user may have the role, by way of this provider: two ARNs in any order. */
export function mayHave(attributes: Attributes, roleArn: string, providerArn: string): boolean {
  const pairs = (attributes.get(ATTRIBUTES.role) ?? []).map(value =>
    value.split(',').map(arn => arn.trim()),
  )
  return pairs.some(
    pair => pair.length === 2 && pair.includes(roleArn) && pair.includes(providerArn),
  )
}

function sessionNameOf(attributes: Attributes): string {
  const name = single(attributes, ATTRIBUTES.sessionName)
  if (!name) throw invalid('RoleSessionName is required in AuthnResponse')
  if (NAME.test(name)) return name
  throw invalid('RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}')
}

function sourceIdentityOf(attributes: Attributes): string | undefined {
  const claimed = single(attributes, ATTRIBUTES.sourceIdentity)
  if (claimed === undefined) return undefined
  if (NAME.test(claimed) && !/^aws:/i.test(claimed)) return claimed
  throw invalid('Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"')
}

function sessionSecondsOf(attributes: Attributes): number | undefined {
  const text = single(attributes, ATTRIBUTES.sessionDuration)
  if (text === undefined) return undefined
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (seconds >= 900 && seconds <= 43_200) return seconds
  throw invalid('SessionDuration in AuthnResponse must be an integer between 900 and 43200')
}

function tagsOf(attributes: Attributes): readonly Tag[] {
  const { principalTag: prefix } = ATTRIBUTES
  return [...attributes.keys()]
    .filter(name => name.startsWith(prefix))
    .map(name => {
      const key = name.slice(prefix.length)
      const value = single(attributes, name) ?? ''
      if (TAG_KEY.test(key) && TAG_VALUE.test(value)) return { key, value }
      throw invalid('Response contains an invalid session tag')
    })
}

/** @throws InvalidIdentityToken for more than one value */
function single(attributes: Attributes, name: string): string | undefined {
  const [value, ...more] = attributes.get(name) ?? []
  if (more.length === 0) return value
  throw invalid(`Response must contain one value of ${name}`)
}

const MOST_TAGS = 50
const NAME = /^[\w+=,.@-]{2,64}$/
const TAG_KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u

const invalid = (message: string) => InvalidIdentityTokenException(message)
