import { createHmac, timingSafeEqual } from 'node:crypto'
import { ServiceError } from '../kernel/errors.ts'
import { element, text } from '../wire/codecs/xml.ts'
import { type HttpResponse, header } from '../wire/http.ts'
import { parseSignature } from '../wire/sigv4/signature.ts'
import { type AdmittedToS3, ANONYMOUS, type S3Arrival, type S3Doors } from './admit-s3.ts'
import { expectedScope, screen } from './authenticate.ts'
import { type PostedForm, readForm } from './form-body.ts'
import { formHeaders } from './form-headers.ts'
import { enforcePolicy, type SizeRange } from './post-policy.ts'
import { formMismatch, s3AuthError } from './s3-auth-errors.ts'

/**
 * A form that a browser posts: its fields stand for the headers of PutObject, and a signed policy says what
 * they may be (spec/surroundings.md §1.2). It is decided on like any other PutObject, by its signer's rights.
 */
export async function admitForm(arrival: S3Arrival, doors: S3Doors): Promise<AdmittedToS3> {
  const { request, route } = arrival
  const bucket = route.labels.get('Bucket') ?? ''
  const sent = await readForm(header(request.headers, 'content-type') ?? '', request.body)
  const form = withFileName(sent)
  const policy = form.fields.get('policy')
  const signer = isSigned(sent) ? await signerOf(policy ?? '', sent, arrival, doors) : undefined
  // What nobody signed binds nobody.
  const range = signer && enforcePolicy(policy ?? '', form, bucket, doors.now)
  const key = form.fields.get('key') ?? ''
  if (key === '') {
    const message =
      "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields."
    throw refused('InvalidArgument', message, { ArgumentName: 'key', ArgumentValue: '' })
  }
  return {
    identity: signer?.identity ?? ANONYMOUS,
    region: signer?.region ?? doors.region,
    body: range ? withinRange(form.file, range) : form.file,
    posted: {
      headers: formHeaders(form),
      labels: new Map([...route.labels, ['Key', key]]),
      claimed: signer?.claimed ?? arrival.claimed,
      finish: answer => finished(answer, form, { bucket, key }),
    },
  }
}

/** Fields are checked, and used, with the name of the file put in. */
function withFileName(form: PostedForm): PostedForm {
  const { fileName } = form
  if (fileName === '') return form
  const filled = (value: string) => value.replaceAll('${filename}', () => fileName)
  const fields = [...form.fields].map(([name, value]) => [name, filled(value)] as const)
  return { ...form, fields: new Map(fields) }
}

const SIGNING = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Signature']

/** Who names any part of a signature claims to be somebody. */
const isSigned = ({ fields }: PostedForm) =>
  [...SIGNING, 'AWSAccessKeyId', 'Signature'].some(name => fields.has(name.toLowerCase()))

async function signerOf(policy: string, form: PostedForm, arrival: S3Arrival, doors: S3Doors) {
  const { fields } = form
  for (const name of ['policy', ...SIGNING]) {
    if (fields.get(name.toLowerCase())) continue
    const message = `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`
    throw refused('InvalidArgument', message, { ArgumentName: name, ArgumentValue: '' })
  }
  // The claim is that of a link, whose place the policy takes.
  const query = new URLSearchParams({
    'X-Amz-Algorithm': fields.get('x-amz-algorithm') ?? '',
    'X-Amz-Credential': fields.get('x-amz-credential') ?? '',
    'X-Amz-Date': fields.get('x-amz-date') ?? '',
    'X-Amz-Signature': fields.get('x-amz-signature') ?? '',
    'X-Amz-Expires': '604800',
    'X-Amz-SignedHeaders': 'host',
  })
  const token = fields.get('x-amz-security-token')
  if (token !== undefined) query.set('X-Amz-Security-Token', token)
  const head = { method: 'POST', rawPath: '/', rawQuery: query.toString(), headers: [] }
  const claimed = parseSignature(head)
  const signature = claimed.kind === 'signed' ? claimed.signature : undefined
  const { access, now, region } = doors
  const fail = (failure: Parameters<typeof s3AuthError>[0]) =>
    s3AuthError(failure, { head, signature, now, region })
  const screened = await screen(head, claimed, expectedScope('s3'), {
    access,
    keys: arrival.keys,
    now,
  })
  if (screened.kind === 'refused') throw fail(screened.failure)
  const expected = createHmac('sha256', screened.key).update(policy).digest()
  const given = Buffer.from(screened.signature.signature, 'hex')
  if (!timingSafeEqual(expected, given)) throw formMismatch(screened.signature, policy)
  // A long-term key has no token.
  if (token !== undefined && !screened.identity.session) throw fail({ kind: 'unknown-key' })
  return { identity: screened.identity, region: screened.signature.region, claimed }
}

async function* withinRange(
  file: AsyncIterable<Uint8Array>,
  { min, max }: SizeRange,
): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of file) {
    size += chunk.length
    if (size > max) {
      const message = 'Your proposed upload exceeds the maximum allowed size'
      throw refused('EntityTooLarge', message, { ProposedSize: size, MaxSizeAllowed: max })
    }
    yield chunk
  }
  if (size >= min) return
  const message = 'Your proposed upload is smaller than the minimum allowed size'
  throw refused('EntityTooSmall', message, { ProposedSize: size, MinSizeAllowed: min })
}

/** The answer as the form wants it. */
function finished(
  { status, headers, body }: HttpResponse,
  { fields }: PostedForm,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): HttpResponse {
  const etag = headers.find(([name]) => name === 'etag')?.[1] ?? ''
  const location = `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`
  const redirect = fields.get('success_action_redirect') ?? fields.get('redirect')
  if (redirect !== undefined && URL.canParse(redirect)) {
    const target = new URL(redirect)
    for (const [name, value] of Object.entries({ bucket, key, etag })) {
      target.searchParams.set(name, value)
    }
    return { status: 303, headers: [...headers, ['location', target.href]] }
  }
  const told: [string, string][] = [
    ...headers.map(([a, b]): [string, string] => [a, b]),
    ['location', location],
  ]
  const wanted = fields.get('success_action_status')
  if (wanted === '200') return { status, headers: told, ...(body !== undefined && { body }) }
  if (wanted !== '201') return { status: 204, headers: told }
  const members = { Location: location, Bucket: bucket, Key: key, ETag: etag }
  const inner = Object.entries(members).map(([name, value]) => element(name, text(value)))
  return {
    status: 201,
    headers: [...told, ['content-type', 'application/xml']],
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${element('PostResponse', inner.join(''))}`,
  }
}

const refused = (code: string, message: string, members: Readonly<Record<string, unknown>>) =>
  new ServiceError(code, message, { status: 400, members })
