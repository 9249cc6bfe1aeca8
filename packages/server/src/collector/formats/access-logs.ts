import type { Cut } from './cutter.ts'
import type { Field, FieldValue, ParsedLine } from './format.ts'
import { stateless, unparsed } from './parser.ts'
import { isoTime, logTime } from './times.ts'
import { type Word, wordsOf } from './words.ts'

/** Server access logs of S3; columns that AWS adds at the end are `column_27` and so on. */
export const s3AccessParser = stateless(cut =>
  parseColumns(cut, () => ({ names: S3_ACCESS, least: 17, time: logTime })),
)

/** Access logs of load balancers; the first word and the number of words tell which kind. */
export const elbParser = stateless(cut =>
  parseColumns(cut, words => {
    const first = words[0] ?? ''
    if (first === 'tls') return { names: NETWORK, least: 18, time: isoTime }
    if (APPLICATION_TYPES.has(first)) return { names: APPLICATION, least: 17, time: isoTime }
    return { names: CLASSIC, least: 12, time: isoTime }
  }),
)

interface Columns {
  readonly names: readonly string[]
  /** Fewer words are no line of the kind. */
  readonly least: number
  readonly time: (text: string) => number | undefined
}

function parseColumns(
  cut: Cut,
  columnsOf: (words: readonly Word[]) => Columns | undefined,
): ParsedLine {
  if (cut.problem !== undefined) return unparsed(cut, cut.problem)
  const words = wordsOf(cut.raw, MOST_WORDS)
  const columns = columnsOf(words)
  if (!columns || words.length < columns.least) {
    return unparsed(cut, `expected at least ${columns?.least} columns, got ${words.length}`)
  }
  const { names, time: timeFrom } = columns
  const timeWord = words[names.findIndex(name => name === 'time' || name === 'timestamp')]
  const time = timeWord === undefined ? undefined : timeFrom(timeWord)
  if (time === undefined) return unparsed(cut, 'expected a time in its column')
  const fields: Field[] = []
  words.forEach((word, index) => {
    if (word === undefined) return
    addColumn(fields, names[index] ?? `column_${index + 1}`, word)
  })
  return { time, fields, problem: undefined, raw: cut.raw }
}

const MOST_WORDS = 64

function addColumn(fields: Field[], name: string, word: string): void {
  if (name === 'request') {
    const [method, url, protocol] = splitRequest(word)
    fields.push(['request_method', method], ['request_url', url], ['request_protocol', protocol])
    return
  }
  const address = ADDRESSES.has(name) ? /^(.*):(\d{1,5})$/.exec(word) : null
  if (address) {
    const bare = (address[1] ?? '').replace(/^\[|\]$/g, '')
    fields.push([`${name}_ip`, bare], [`${name}_port`, Number(address[2])])
    return
  }
  fields.push([name, NUMBERS.has(name) ? numberOf(word) : wellFormed(word)])
}

/** `GET http://host:80/path HTTP/1.1`; the address may itself hold blanks. */
function splitRequest(request: string): [string, string, string] {
  const first = request.indexOf(' ')
  const last = request.lastIndexOf(' ')
  if (first < 0 || last === first)
    return [request.slice(0, first < 0 ? undefined : first), '-', '-']
  return [request.slice(0, first), request.slice(first + 1, last), request.slice(last + 1)]
}

/** A number, when it is written as one. */
export function numberOf(word: string): FieldValue {
  const value = NUMBER.test(word) ? Number(word) : Number.NaN
  return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : word
}

const NUMBER = /^-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,15})?$/
const wellFormed = (word: string) => (word.isWellFormed() ? word : word.toWellFormed())

const names = (text: string) => text.trim().split(/\s+/)

const S3_ACCESS = names(`bucket_owner bucket time remote_ip requester request_id operation key
  request_uri http_status error_code bytes_sent object_size total_time turn_around_time referrer
  user_agent version_id host_id signature_version cipher auth_type host_header tls_version
  access_point_arn acl_required`)

// `request_type`, because `type` is what every line has.
const APPLICATION = names(`request_type timestamp elb client target request_processing_time
  target_processing_time response_processing_time elb_status_code target_status_code received_bytes
  sent_bytes request user_agent ssl_cipher ssl_protocol target_group_arn trace_id domain_name
  chosen_cert_arn matched_rule_priority request_creation_time actions_executed redirect_url
  error_reason target_port_list target_status_code_list classification classification_reason
  conn_trace_id transformed_host transformed_uri request_transform_status`)

const NETWORK = names(`request_type version timestamp elb listener client target connection_time
  tls_handshake_time received_bytes sent_bytes incoming_tls_alert chosen_cert_arn
  chosen_cert_serial tls_cipher tls_protocol_version tls_named_group domain_name alpn_fe_protocol
  alpn_be_protocol alpn_client_preference_list tls_connection_creation_time`)

const CLASSIC = names(`timestamp elb client target request_processing_time target_processing_time
  response_processing_time elb_status_code target_status_code received_bytes sent_bytes request
  user_agent ssl_cipher ssl_protocol`)

const APPLICATION_TYPES = new Set(['http', 'https', 'h2', 'grpcs', 'ws', 'wss'])
const ADDRESSES = new Set(['client', 'target'])
const NUMBERS = new Set(
  names(`http_status bytes_sent object_size total_time turn_around_time request_processing_time
  target_processing_time response_processing_time elb_status_code target_status_code
  received_bytes sent_bytes matched_rule_priority connection_time tls_handshake_time`),
)
