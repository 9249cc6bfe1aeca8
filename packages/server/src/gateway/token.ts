import type { Access } from '../access/access.ts'
import type { Identity } from '../access/identity.ts'
import { ServiceError } from '../kernel/errors.ts'
import type { HttpRequest } from '../wire/http.ts'
import type { ServiceModel } from '../wire/models/model.ts'
import type { Route } from '../wire/recognise.ts'
import type { ParsedSignature } from '../wire/sigv4/signature.ts'
import { authError } from './auth-errors.ts'

const HEADER = 'x-api-token'

interface Shown {
  readonly request: Pick<HttpRequest, 'headers' | 'rawQuery'>
  readonly claimed: ParsedSignature
  readonly route: Pick<Route, 'operation'>
  readonly model: Pick<ServiceModel, 'operations'>
}

/**
 * The holder of the API token that a request to a service that takes tokens shows in place of a signature
 * (spec/surroundings.md §14.2). What the holder may do is decided as always.
 * @returns undefined when the request shows none
 * @throws ServiceError for one that is unknown, stands twice or comes beside a signature
 */
export async function tokenHolder(
  { request, claimed, route, model }: Shown,
  access: Pick<Access, 'findToken'>,
): Promise<Identity | undefined> {
  const inHeaders = request.headers.filter(([name]) => name === HEADER).map(([, value]) => value)
  const inQuery = model.operations[route.operation ?? '']?.tokenInQuery
    ? new URLSearchParams(request.rawQuery).getAll('token')
    : []
  const [token, ...more] = [...inHeaders, ...inQuery]
  if (token === undefined) return undefined
  if (claimed.kind !== 'unsigned' || more.length > 0) {
    const message = 'A request shows one credential: a signature or one X-API-TOKEN.'
    throw authError({ kind: 'incomplete', message }, 'rest-json')
  }
  const holder = await access.findToken(token.trim())
  if (!holder) {
    throw new ServiceError('UnrecognizedClientException', 'The API token is invalid.', {
      status: 401,
    })
  }
  return holder
}
