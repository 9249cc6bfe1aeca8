import { createHmac, hash } from 'node:crypto'
import { type SignedHead, stringToSign } from './canonical.ts'
import type { Signature } from './signature.ts'
import { deriveKey } from './verify.ts'

export interface SigningCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface UnsignedRequest extends SignedHead {
  readonly body: Uint8Array
}

/**
 * The headers that sign a request, for the command line as a client of the public API and for links that
 * carry their own authority.
 */
export function signHeaders(
  request: UnsignedRequest,
  { accessKeyId, secretAccessKey, sessionToken }: SigningCredentials,
  {
    region,
    service,
    time,
  }: { readonly region: string; readonly service: string; readonly time: number },
): [string, string][] {
  const amzDate = new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const named = request.headers.find(([name]) => name === 'x-amz-content-sha256')?.[1]
  const payloadHash = named ?? hash('sha256', request.body)
  const added: [string, string][] = [['x-amz-date', amzDate]]
  if (service === 's3' && named === undefined) added.push(['x-amz-content-sha256', payloadHash])
  if (sessionToken !== undefined) added.push(['x-amz-security-token', sessionToken])
  const head = { ...request, headers: [...request.headers, ...added] }
  const signedHeaders = [...new Set(head.headers.map(([name]) => name))].sort()
  const scopeDate = amzDate.slice(0, 8)
  const unsigned: Signature = {
    form: 'header',
    accessKeyId,
    scopeDate,
    region,
    service,
    signedHeaders,
    signature: '',
    amzDate,
    time,
  }
  const key = deriveKey(secretAccessKey, scopeDate, region, service)
  const signature = createHmac('sha256', key)
    .update(stringToSign(head, unsigned, payloadHash))
    .digest('hex')
  const scope = `${accessKeyId}/${scopeDate}/${region}/${service}/aws4_request`
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`
  return [...added, ['authorization', authorization]]
}
