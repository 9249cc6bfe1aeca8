/**
 * User metadata beyond ASCII: words of RFC 2047 are decoded when they are written, and what no header holds is
 * made into one when it is read. Which of its two encodings is chosen is as S3 was recorded to choose.
 */

type Metadata = Readonly<Record<string, string>>

const WORD = /=\?(utf-8|us-ascii|iso-8859-1)\?([bq])\?([^?\s]*)\?=/gi
/** White space between two words belongs to neither. */
const BETWEEN = /(\?=)[ \t]+(?==\?(?:utf-8|us-ascii|iso-8859-1)\?[bq]\?)/gi

/** What headers meant to say. */
export const decodedMetadata = (metadata: Metadata = {}): Record<string, string> =>
  mapped(metadata, value =>
    value.includes('=?')
      ? value
          .replace(BETWEEN, '$1')
          .replace(WORD, (_, charset: string, kind: string, text: string) =>
            bytesOf(kind, text).toString(/^utf-8$/i.test(charset) ? 'utf8' : 'latin1'),
          )
      : value,
  )

/** What headers can say. */
export const encodedMetadata = (metadata: Metadata): Record<string, string> =>
  mapped(metadata, value => (isPlain(value) ? value : wordOf(value)))

const mapped = (metadata: Metadata, change: (value: string) => string) =>
  Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, change(value)]))

const isPlain = (value: string) => /^[\t\u0020-\u007e]*$/.test(value)

function bytesOf(kind: string, text: string): Buffer {
  // S3 takes an equals sign within for all bits set; those at the end fill up.
  if (kind.toLowerCase() === 'b') {
    return Buffer.from(text.replace(/=+$/, '').replaceAll('=', '/'), 'base64')
  }
  const bytes = text
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1')
}

/** The encoding that leaves more to be read. */
function wordOf(value: string): string {
  const strange = value.replace(/[\t\n\r\u0020-\u007e]/g, '').length
  if (value.length - strange <= strange) {
    return `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`
  }
  const text = [...Buffer.from(value)].map(quotedByte).join('')
  return `=?UTF-8?Q?${text}?=`
}

function quotedByte(byte: number): string {
  if (byte === 0x20) return '_'
  const isReadable = byte > 0x20 && byte < 0x7f && !SPECIAL.has(byte)
  if (isReadable) return String.fromCharCode(byte)
  return `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
}

const SPECIAL: ReadonlySet<number> = new Set(Buffer.from('=_?'))
