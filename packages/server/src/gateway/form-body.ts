import { ServiceError } from '../kernel/errors.ts'
import { LIMITS } from './limits.ts'

/** A form with a file, as browsers post it: small fields first, then the file as a stream. */
export interface PostedForm {
  /** By lower-case name. */
  readonly fields: ReadonlyMap<string, string>
  readonly fileName: string
  /** Ends where the file does; what stands behind it is ignored. */
  readonly file: AsyncIterable<Uint8Array>
}

/** @throws ServiceError MalformedPOSTRequest when it is no such form */
export async function readForm(
  contentType: string,
  source: AsyncIterable<Uint8Array>,
): Promise<PostedForm> {
  const boundary = /boundary="?([^";]{1,70})"?/i.exec(contentType)?.[1]
  if (boundary === undefined) throw malformed()
  const reader = partReader(source, Buffer.from(`\r\n--${boundary}`, 'latin1'))
  const fields = new Map<string, string>()
  let bytes = 0
  for (;;) {
    const head = await reader.head()
    if (head === undefined) throw malformed()
    const name = /\bname="([^"]*)"/i.exec(head)?.[1]?.toLowerCase()
    if (name === undefined) throw malformed()
    if (name === 'file') {
      const fileName = /filename="([^"]*)"/i.exec(head)?.[1] ?? ''
      return { fields, fileName, file: reader.content() }
    }
    const value: Uint8Array[] = []
    for await (const chunk of reader.content()) {
      bytes += chunk.length
      if (bytes > LIMITS.formFieldBytes) throw tooLarge()
      value.push(chunk)
    }
    if (fields.size === LIMITS.formFields || fields.has(name)) throw malformed()
    fields.set(name, Buffer.concat(value).toString('utf8'))
  }
}

function partReader(source: AsyncIterable<Uint8Array>, mark: Buffer) {
  const iterator = source[Symbol.asyncIterator]()
  // The first mark has no line before it.
  let buffer: Buffer = Buffer.from('\r\n')
  const more = async () => {
    const next = await iterator.next()
    if (next.done) return false
    buffer = Buffer.concat([buffer, next.value])
    return true
  }
  const until = async (text: string) => {
    for (;;) {
      const at = buffer.indexOf(text)
      if (at >= 0) return at
      if (buffer.length > LIMITS.formFieldBytes || !(await more())) throw malformed()
    }
  }
  return {
    /** The head of the next part; undefined after the last. */
    async head(): Promise<string | undefined> {
      const at = await until(mark.toString('latin1'))
      buffer = buffer.subarray(at + mark.length)
      while (buffer.length < 2) if (!(await more())) throw malformed()
      if (buffer.subarray(0, 2).toString() === '--') return undefined
      const end = await until('\r\n\r\n')
      const head = buffer.subarray(0, end).toString('utf8')
      buffer = buffer.subarray(end + 4)
      return head
    },
    /** Up to the next mark, which stays for `head`. */
    async *content(): AsyncGenerator<Uint8Array> {
      for (;;) {
        const at = buffer.indexOf(mark)
        const safe = at >= 0 ? at : Math.max(buffer.length - mark.length, 0)
        if (safe > 0) {
          yield buffer.subarray(0, safe)
          buffer = buffer.subarray(safe)
        }
        if (at >= 0) return
        if (!(await more())) throw malformed()
      }
    },
  }
}

const malformed = () =>
  new ServiceError(
    'MalformedPOSTRequest',
    'The body of your POST request is not well-formed multipart/form-data.',
    { status: 400 },
  )

const tooLarge = () =>
  new ServiceError(
    'MaxPostPreDataLengthExceededError',
    'Your POST request fields preceeding the upload file was too large.',
    { status: 400 },
  )
