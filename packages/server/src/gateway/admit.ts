import type { Access } from '../access/access.ts'
import type { Identity } from '../access/identity.ts'
import type { Received } from '../wire/codecs/codec.ts'
import { type FormNode, parseForm } from '../wire/codecs/form.ts'
import type { ServiceModel } from '../wire/models/model.ts'
import { admitToS3, type Posted } from './admit-s3.ts'
import type { Arrival } from './arrival.ts'
import { authError } from './auth-errors.ts'
import { confirm, expectedScope, screen } from './authenticate.ts'
import { payloadHash, readBody } from './body.ts'
import { inflated } from './inflate.ts'
import { tokenHolder } from './token.ts'

/** Whoever sent a request, with the body that came with it. */
export interface Admitted {
  readonly identity: Identity
  readonly region: string
  readonly body: Received['body']
  /** The parameters of a query request. */
  readonly form: FormNode | undefined
  /** Of a form that a browser posts to S3. */
  readonly posted?: Posted
}

interface Doors {
  readonly access: Access
  readonly region: string
  readonly now: number
}

/** Whoever sends one of the few operations that nobody signs: what is in the request says who is meant. */
export const BEARER: Identity = {
  account: '',
  principal: { kind: 'federated-identity', provider: '' },
}

/** Screen credentials → body → signature. @throws ServiceError */
export async function admit(arrival: Arrival, doors: Doors): Promise<Admitted> {
  const { request, claimed, route, model, codec, keys } = arrival
  const { family } = codec
  const { access, region, now } = doors
  if (family === 'rest-xml') return { ...(await admitToS3(arrival, doors)), form: undefined }
  if (claimed.kind === 'unsigned' && route.operation === undefined && takesUnsigned(model)) {
    return admitBearer(arrival, region)
  }
  const holder = model.takesTokens ? await tokenHolder(arrival, access) : undefined
  if (holder) {
    const body = await readBody(request, family, route.operation)
    return { identity: holder, region, body, form: undefined }
  }
  const expected = expectedScope(model.signingName)
  const screened = await screen(request, claimed, expected, { access, keys, now })
  if (screened.kind === 'refused') throw authError(screened.failure, family)
  const { identity, signature } = screened
  const reading = readBody(request, family, route.operation)
  const sent = reading instanceof Promise ? await reading : reading
  const hash = payloadHash(request, sent, signature, route.operation)
  const failure = confirm(request, screened, hash)
  if (failure) throw authError(failure, family)
  const body = inflated(request, sent, model)
  return { identity, region: signature.region, body, form: formOf(arrival, body) }
}

async function admitBearer(arrival: Arrival, region: string): Promise<Admitted> {
  const { request, route, model, codec } = arrival
  const body = await readBody(request, codec.family, route.operation)
  const form = formOf(arrival, body)
  if (isUnsigned(model, form)) return { identity: BEARER, region, body, form }
  throw authError({ kind: 'missing' }, codec.family)
}

/** The parameters, where the operation is among them. */
const formOf = ({ request, route }: Arrival, body: Uint8Array) =>
  route.operation === undefined ? parseForm(request.rawQuery, body) : undefined

const takesUnsigned = ({ operations }: ServiceModel) =>
  Object.values(operations).some(({ unsigned }) => unsigned)

function isUnsigned({ operations }: ServiceModel, form: FormNode | undefined): boolean {
  const action = form?.children.get('Action')?.value ?? ''
  return Object.hasOwn(operations, action) && operations[action]?.unsigned === true
}
