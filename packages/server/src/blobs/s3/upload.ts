import { createHash } from 'node:crypto'
import { element, text } from '../../wire/codecs/xml.ts'
import { parseXml } from '../../wire/codecs/xml-reader.ts'
import type { Body, Client } from './client.ts'
import { BlobsUnavailable, namedIn, textIn } from './failure.ts'
import { LIMITS } from './limits.ts'
import { persistently } from './patience.ts'

/** One object on its way; an upload in parts from its second part on. */
export interface Upload {
  /** One that others follow. */
  part(body: Body): Promise<void>
  /** The last, or the only one. */
  end(body: Body): Promise<void>
  /** After a failure: tells the endpoint to forget the parts. */
  abandon(): Promise<void>
}

interface SentPart {
  readonly etag: string
  readonly sha256: string
}

/** Everything here may be asked for again: an object under its name is always the same bytes. */
export function startUpload(name: string, client: Client): Upload {
  let uploadId: string | undefined
  let sizeBytes = 0
  const parts: SentPart[] = []
  const sendPart = async (id: string, body: Body) => {
    if (parts.length === LIMITS.parts) throw tooLarge()
    const sha256 = body.sha256.toString('base64')
    const { header } = await client.ask({
      operation: 'UploadPart',
      ...{ method: 'PUT', name, body },
      query: { partNumber: String(parts.length + 1), uploadId: id },
      headers: { 'x-amz-checksum-sha256': sha256 },
    })
    parts.push({ etag: header('etag') ?? '', sha256 })
    sizeBytes += body.sizeBytes
  }
  return {
    async part(body) {
      uploadId ??= await begin(name, client)
      await sendPart(uploadId, body)
    },
    async end(body) {
      if (uploadId === undefined) return put(name, body, client)
      await sendPart(uploadId, body)
      await complete({ name, uploadId, parts, sizeBytes }, client)
    },
    async abandon() {
      if (uploadId === undefined) return
      // The sweep gives up what could not be given up now.
      await giveUp(name, uploadId, client, LIMITS.cleaningAttempts).catch(() => undefined)
    },
  }
}

async function put(name: string, body: Body, client: Client): Promise<void> {
  await client.ask({
    operation: 'PutObject',
    ...{ method: 'PUT', name, body },
    headers: { 'x-amz-checksum-sha256': body.sha256.toString('base64') },
  })
}

export async function giveUp(
  name: string,
  uploadId: string,
  client: Client,
  attempts?: number,
): Promise<void> {
  const asked = { operation: 'AbortMultipartUpload', method: 'DELETE', name }
  await client.ask({ ...asked, query: { uploadId } }, attempts)
}

/** The id of a new upload. */
export async function begin(name: string, client: Client): Promise<string> {
  const answer = await client.ask({
    operation: 'CreateMultipartUpload',
    ...{ method: 'POST', name },
    query: { uploads: '' },
    headers: { 'x-amz-checksum-algorithm': 'SHA256' },
  })
  const uploadId = textIn(parseXml(answer.text), 'UploadId')
  if (uploadId) return uploadId
  const message = 'the answer names no upload'
  throw new BlobsUnavailable('CreateMultipartUpload', { code: 'NotS3', message })
}

interface Sent {
  readonly name: string
  readonly uploadId: string
  readonly parts: readonly SentPart[]
  readonly sizeBytes: number
}

async function complete(sent: Sent, client: Client): Promise<void> {
  const { name, uploadId, parts } = sent
  const asked = {
    operation: 'CompleteMultipartUpload',
    ...{ method: 'POST', name, body: partList(parts) },
    query: { uploadId },
  }
  let isAgain = false
  await persistently(async () => {
    try {
      const answer = await client.tell(asked)
      // A failure may follow a status that promised success.
      const { code, message = '' } = namedIn(answer.text)
      if (code) throw new BlobsUnavailable(asked.operation, { code, message, status: 500 })
    } catch (error) {
      // An answer that was lost may have been a success.
      const isOver = isAgain && error instanceof BlobsUnavailable && error.code === 'NoSuchUpload'
      if (!isOver || !(await isThere(sent, client))) throw error
    } finally {
      isAgain = true
    }
  }, client.patience())
}

/** Nobody else writes under a random name. */
async function isThere({ name, sizeBytes }: Sent, client: Client): Promise<boolean> {
  try {
    const { header } = await client.ask({ operation: 'HeadObject', method: 'HEAD', name })
    return Number(header('content-length')) === sizeBytes
  } catch (error) {
    if (error instanceof BlobsUnavailable && error.status === 404) return false
    throw error
  }
}

function partList(parts: readonly SentPart[]): Body {
  const list = parts.map(({ etag, sha256 }, index) =>
    element(
      'Part',
      element('PartNumber', String(index + 1)) +
        element('ETag', text(etag)) +
        element('ChecksumSHA256', sha256),
    ),
  )
  const xml = element(
    'CompleteMultipartUpload',
    list.join(''),
    'http://s3.amazonaws.com/doc/2006-03-01/',
  )
  const bytes = Buffer.from(xml)
  const sha256 = createHash('sha256').update(bytes).digest()
  return { pieces: [bytes], sizeBytes: bytes.length, sha256 }
}

const tooLarge = () =>
  new BlobsUnavailable('UploadPart', {
    code: 'EntityTooLarge',
    message: `more than ${LIMITS.parts} parts`,
  })
