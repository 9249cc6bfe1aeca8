import type { ErrorFamily } from '../wire/codecs/codec.ts'
import type { HttpRequest } from '../wire/http.ts'
import type { ServiceModel } from '../wire/models/model.ts'
import type { ParsedSignature } from '../wire/sigv4/signature.ts'
import { authError } from './auth-errors.ts'

const HEADER = 'x-lex-resource-account'

/**
 * The account whose Lex resources a request means when it is not the caller's own: names carry no account, so a
 * signed header says it (spec/lex-models.md §8.5). What the caller may do there is decided as always.
 * @throws ServiceError when the header is not signed, stands twice or names no account
 */
export function resourceAccount(
  { headers }: Pick<HttpRequest, 'headers'>,
  claimed: ParsedSignature,
  { signingName }: Pick<ServiceModel, 'signingName'>,
  family: ErrorFamily,
): string | undefined {
  if (signingName !== 'lex' || claimed.kind !== 'signed') return undefined
  const values = headers.filter(([name]) => name === HEADER).map(([, value]) => value.trim())
  const [account, ...more] = values
  if (account === undefined) return undefined
  if (more.length > 0 || !claimed.signature.signedHeaders.includes(HEADER)) {
    throw authError({ kind: 'mismatch' }, family)
  }
  if (/^\d{12}$/.test(account)) return account
  throw authError({ kind: 'incomplete', message: `${HEADER} must be an account id.` }, family)
}
