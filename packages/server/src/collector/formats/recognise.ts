import { decode } from './decode.ts'
import type { Compression, FormatName } from './format.ts'
import { LIMITS } from './limits.ts'
import { EXPORT_TIME } from './times.ts'
import { wordsOf } from './words.ts'

/** What compression the first bytes tell, or else the key's ending. Empty objects are not compressed. */
export function recogniseCompression(first: Uint8Array, key: string): Compression {
  if (first[0] === 0x1f && first[1] === 0x8b) return 'gzip'
  if (first[0] === 0x28 && first[1] === 0xb5 && first[2] === 0x2f && first[3] === 0xfd)
    return 'zstd'
  // Fewer bytes than a mark has: broken compression, if the key says so.
  if (first.length === 0 || first.length >= 4) return 'none'
  if (key.endsWith('.gz')) return 'gzip'
  return key.endsWith('.zst') ? 'zstd' : 'none'
}

/** What format the first unpacked bytes look like (spec/surroundings.md §14.3, check 7). */
export function recogniseFormat(bytes: Uint8Array): FormatName {
  const text = decode(Buffer.from(bytes.subarray(0, LIMITS.sampleBytes))).replace(/^\u{feff}/u, '')
  const line = text.trimStart().split(/\r?\n/, 1)[0] ?? ''
  if (/^\{|^\[\s*(?:[{[\]]|$)/.test(line)) return recogniseJson(text)
  if (EXPORT_TIME.test(line)) return recogniseJson(line) === 'lex' ? 'lex' : 'text'
  if (/^#(?:Version|Fields):/.test(line)) return 'cloudfront'
  if (FLOW_HEADER.test(line) || FLOW_LINE.test(line)) return 'vpcflow'
  if (BALANCER_LINE.test(line)) return 'elb'
  if (S3_LINE.test(line) && wordsOf(line, 32).length >= 17) return 'S3Access'
  return 'text'
}

/** By the names at the beginning; which is cheap, and wrong only for what is made to look so. */
function recogniseJson(text: string): FormatName {
  const head = text.slice(0, 4_096)
  if (/"logEvents"\s*:\s*\[/.test(text) && head.includes('"messageType"')) {
    return /\\"messageVersion\\"/.test(text) && /\\"botName\\"/.test(text) ? 'lex' : 'cloudwatch'
  }
  if (/^\s*\{\s*"Records"\s*:\s*\[/.test(head)) return 'cloudtrail'
  return head.includes('"messageVersion"') && head.includes('"botName"') ? 'lex' : 'json'
}

const FLOW_HEADER =
  /^(?=.*\b(?:srcaddr|interface-id|account-id)\b)[a-z][a-z0-9-]*(?: [a-z][a-z0-9-]*)+$/
const FLOW_LINE = /^\d{1,2} (?:\d{12}|unknown) eni-[0-9a-f]+ (?:\S+ ){9,}\S+$/
const BALANCER_LINE =
  /^(?:(?:https?|h2|grpcs|wss?) |tls \d\.\d )?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z? \S+ \S+:\d+ /
const S3_LINE =
  /^\S+ \S+ \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] \S+ \S+ \S+ [A-Z]+\.\S+ /
