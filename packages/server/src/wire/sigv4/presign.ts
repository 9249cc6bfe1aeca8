import { createHmac } from 'node:crypto'
import { EMPTY_HASH, stringToSign } from './canonical.ts'
import type { SigningCredentials } from './sign.ts'
import { deriveKey } from './verify.ts'

export interface Presigning {
  readonly region: string
  readonly service: string
  /** Epoch ms. */
  readonly time: number
  readonly expiresSeconds: number
}

/** A link that carries its own authority: whoever has it may make this one GET request until it expires. */
export function presignUrl(
  url: URL,
  { accessKeyId, secretAccessKey, sessionToken }: SigningCredentials,
  { region, service, time, expiresSeconds }: Presigning,
): string {
  const amzDate = new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const scopeDate = amzDate.slice(0, 8)
  const query = [
    url.search.slice(1),
    'X-Amz-Algorithm=AWS4-HMAC-SHA256',
    `X-Amz-Credential=${encodeURIComponent(`${accessKeyId}/${scopeDate}/${region}/${service}/aws4_request`)}`,
    `X-Amz-Date=${amzDate}`,
    `X-Amz-Expires=${expiresSeconds}`,
    ...(sessionToken === undefined
      ? []
      : [`X-Amz-Security-Token=${encodeURIComponent(sessionToken)}`]),
    'X-Amz-SignedHeaders=host',
  ]
  const rawQuery = query.filter(part => part !== '').join('&')
  const head = {
    method: 'GET',
    rawPath: url.pathname,
    rawQuery,
    headers: [['host', url.host] as const],
  }
  const scope = { form: 'presigned' as const, accessKeyId, scopeDate, region, service }
  const unsigned = { ...scope, signedHeaders: ['host'], signature: '', amzDate, time }
  const signature = createHmac('sha256', deriveKey(secretAccessKey, scopeDate, region, service))
    .update(stringToSign(head, unsigned, EMPTY_HASH))
    .digest('hex')
  return `${url.origin}${url.pathname}?${rawQuery}&X-Amz-Signature=${signature}`
}
