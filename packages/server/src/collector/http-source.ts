import type { XmlElement } from '../wire/codecs/xml-reader.ts'
import type { SigningCredentials } from '../wire/sigv4/sign.ts'
import { bareEtag, rangeOf } from './house-source.ts'
import { type Asked, encoded, find, type HttpParts, send, xmlOf } from './http-request.ts'
import { LIMITS } from './limits.ts'
import type { FoundObject, Place } from './records.ts'
import { type BucketSource, SourceFailure } from './source.ts'

/** AWS by name, or the endpoint of anything that speaks like it. */
export function endpointsOf({ endpoint, region }: Pick<Place, 'endpoint' | 'region'>) {
  if (endpoint !== 'aws') return { s3: endpoint, sts: endpoint, stsRegion: 'us-east-1' }
  return {
    s3: `https://s3.${region}.amazonaws.com`,
    sts: `https://sts.${region}.amazonaws.com`,
    stsRegion: region,
  }
}

/** A bucket that is reached over HTTP: at AWS, or at any endpoint that the operator allowed. */
export function httpSource(
  place: Pick<Place, 'bucket' | 'region' | 'endpoint'>,
  credentials: SigningCredentials,
  parts: HttpParts,
): BucketSource {
  const { bucket, region } = place
  const base = endpointsOf(place).s3
  const ask = (request: Asked) => send(base, request, { credentials, region, service: 's3' }, parts)
  const path = (key: string) => `/${bucket}/${key.split('/').map(encoded).join('/')}`
  return {
    async region() {
      const answer = await ask({ method: 'GET', path: `/${bucket}`, query: { location: '' } })
      return xmlOf(answer, ({ text }) => text.trim() || 'us-east-1')
    },
    async list({ prefix, after, token, delimiter, max = LIMITS.listedKeys }) {
      const query = {
        'list-type': '2',
        prefix,
        'encoding-type': 'url',
        'max-keys': String(max),
        ...(token !== undefined && { 'continuation-token': token }),
        ...(after !== undefined && { 'start-after': after }),
        ...(delimiter !== undefined && { delimiter }),
      }
      const answer = await ask({ method: 'GET', path: `/${bucket}`, query })
      return xmlOf(answer, listingOf)
    },
    async head(key) {
      const answer = await ask({ method: 'HEAD', path: path(key) })
      const kmsKeyArn = answer.header('x-amz-server-side-encryption-aws-kms-key-id')
      const storageClass = answer.header('x-amz-storage-class')
      return {
        key,
        etag: bareEtag(answer.header('etag')),
        size: Number(answer.header('content-length') ?? 0),
        lastModified: Date.parse(answer.header('last-modified') ?? '') || 0,
        ...(storageClass !== undefined && { storageClass }),
        ...(kmsKeyArn !== undefined && { kmsKeyArn }),
      }
    },
    // Range by range: what is held is bounded, and a break costs one range.
    async *read(key, { etag, start = 0, end, signal } = {}) {
      let size = end
      for (let at = start; size === undefined || at < size; ) {
        const until = Math.min(at + LIMITS.rangeBytes, size ?? Number.MAX_SAFE_INTEGER)
        const answer = await ask({
          method: 'GET',
          path: path(key),
          headers: { range: rangeOf(at, until) ?? '', ...(etag && { 'if-match': `"${etag}"` }) },
          signal,
        }).catch(error => {
          // A range of nothing: the object is empty, or ends here.
          if (error instanceof SourceFailure && error.code === 'InvalidRange') return undefined
          throw error
        })
        if (!answer || answer.body.length === 0) return
        yield answer.body
        at += answer.body.length
        const whole = Number(/\/(\d+)$/.exec(answer.header('content-range') ?? '')?.[1] ?? at)
        size = Math.min(size ?? whole, whole)
      }
    },
    async write(key, body) {
      await ask({ method: 'PUT', path: path(key), body })
    },
    async delete(key) {
      await ask({ method: 'DELETE', path: path(key) })
    },
  }
}

/** Temporary credentials of a role elsewhere. @throws SourceFailure */
export async function assumeOverHttp(
  place: Pick<Place, 'endpoint' | 'region'>,
  input: Readonly<Record<string, string>>,
  credentials: SigningCredentials,
  parts: HttpParts,
): Promise<{ readonly credentials: SigningCredentials; readonly expiresAt: number }> {
  const { sts, stsRegion } = endpointsOf(place)
  const form = new URLSearchParams({ Action: 'AssumeRole', Version: '2011-06-15', ...input })
  const answer = await send(
    sts,
    {
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from(form.toString()),
    },
    { credentials, region: stsRegion, service: 'sts' },
    parts,
  )
  const issued = xmlOf(answer, root => find(root, 'Credentials'))
  const text = (name: string) => (issued && find(issued, name)?.text) ?? ''
  return {
    credentials: {
      accessKeyId: text('AccessKeyId'),
      secretAccessKey: text('SecretAccessKey'),
      sessionToken: text('SessionToken'),
    },
    expiresAt: Date.parse(text('Expiration')) || parts.clock.now(),
  }
}

function listingOf(root: XmlElement) {
  const isUrl = find(root, 'EncodingType')?.text === 'url'
  const decode = (text: string) => (isUrl ? decodeURIComponent(text.replaceAll('+', ' ')) : text)
  const named = (name: string) => root.children.filter(child => child.name === name)
  return {
    objects: named('Contents').map((entry): FoundObject => {
      const text = (name: string) => find(entry, name)?.text
      const storageClass = text('StorageClass')
      return {
        key: decode(text('Key') ?? ''),
        etag: bareEtag(text('ETag')),
        size: Number(text('Size') ?? 0),
        lastModified: Date.parse(text('LastModified') ?? '') || 0,
        ...(storageClass !== undefined && { storageClass }),
      }
    }),
    prefixes: named('CommonPrefixes').map(entry => decode(find(entry, 'Prefix')?.text ?? '')),
    next: find(root, 'NextContinuationToken')?.text,
  }
}
