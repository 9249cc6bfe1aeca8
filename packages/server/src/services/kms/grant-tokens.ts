import { InvalidGrantTokenException } from '../../wire/models/kms.ts'
import type { KmsContext } from './context.ts'
import type { Grant } from './records.ts'

/** Where a grant is. */
export type GrantPlace = Pick<Grant, 'account' | 'region' | 'keyId' | 'id'>

const PURPOSE = 'kms.grant-token'

/** Names a grant to whoever holds it; sealed, so that only tokens which were issued here are ever accepted. */
export function grantToken(grant: GrantPlace, { seal }: Pick<KmsContext, 'seal'>): string {
  const { account, region, keyId, id } = grant
  return seal.seal(Buffer.from(JSON.stringify([account, region, keyId, id])), PURPOSE)
}

export function readGrantToken(
  token: string,
  { seal }: Pick<KmsContext, 'seal'>,
): GrantPlace | undefined {
  const opened = seal.open(token, PURPOSE)
  if (!opened) return undefined
  const [account, region, keyId, id] = JSON.parse(Buffer.from(opened).toString()) as string[]
  if (!account || !region || !keyId || !id) return undefined
  return { account, region, keyId, id }
}

/**
 * Grants work from the moment they are made, so tokens change no decision; one that is no token is an error of
 * the client all the same. @throws InvalidGrantTokenException
 */
export function checkGrantTokens(tokens: readonly string[] | undefined, context: KmsContext): void {
  const isToken = (token: string) => readGrantToken(token, context) !== undefined
  if (!tokens?.every(isToken) && tokens !== undefined) {
    throw InvalidGrantTokenException('Invalid grant token.')
  }
}
