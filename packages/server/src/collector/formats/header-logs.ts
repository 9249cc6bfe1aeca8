/** Logs whose columns a header names: VPC flow logs and CloudFront's. */
import type { Json } from '../../kernel/json.ts'
import { numberOf } from './access-logs.ts'
import type { Cut } from './cutter.ts'
import type { Field, ParsedLine } from './format.ts'
import { LIMITS } from './limits.ts'
import { type Parser, unparsed } from './parser.ts'
import { epoch, isoTime } from './times.ts'

/** The first line names the fields; without it they are those of version 2. */
export function vpcflowParser(state: Json): Parser {
  let names = namesIn(state) ?? DEFAULT_FLOW
  return {
    state: () => names,
    parse(cut) {
      if (cut.problem !== undefined) return unparsed(cut, cut.problem)
      const words = cut.raw.trim().split(/\s+/, LIMITS.headerNames + 1)
      if (isFlowHeader(words)) {
        names = words.map(word => word.replaceAll('-', '_'))
        return undefined
      }
      if (words.length !== names.length) {
        return unparsed(cut, `expected ${names.length} columns, got ${words.length}`)
      }
      const fields = fieldsOf(names, words, word => (word === '-' ? undefined : word))
      const start = Number(words[names.indexOf('start')])
      return finish(cut, fields, epoch(start))
    },
  }
}

/** Directives name the fields; the values stand between tabs, percent-encoded. */
export function cloudfrontParser(state: Json): Parser {
  let names = namesIn(state)
  return {
    state: () => names ?? null,
    parse(cut) {
      if (cut.problem !== undefined) return unparsed(cut, cut.problem)
      const { raw } = cut
      if (raw.startsWith('#')) {
        if (raw.startsWith('#Fields:')) names = namesOf(raw.slice('#Fields:'.length))
        return undefined
      }
      if (!names) return unparsed(cut, 'expected `#Fields:` before the first line')
      const words = raw.split('\t', LIMITS.headerNames + 1)
      if (words.length !== names.length) {
        return unparsed(cut, `expected ${names.length} columns, got ${words.length}`)
      }
      const fields = fieldsOf(names, words, word => (word === '-' ? undefined : decoded(word)))
      const [date, time] = [words[names.indexOf('date')], words[names.indexOf('time')]]
      return finish(cut, fields, isoTime(`${date}T${time}Z`))
    },
  }
}

function finish(cut: Cut, fields: readonly Field[], time: number | undefined): ParsedLine {
  if (fields.length === 0) return unparsed(cut, 'expected at least one value')
  return { time, fields, problem: undefined, raw: cut.raw }
}

function fieldsOf(
  names: readonly string[],
  words: readonly string[],
  read: (word: string) => string | undefined,
): Field[] {
  const fields: Field[] = []
  names.forEach((name, index) => {
    const value = read(words[index] ?? '-')
    if (value === undefined) return
    fields.push([name, TEXTS.has(name) ? value : numberOf(value)])
  })
  return fields
}

/** Identifiers that happen to be digits. */
const TEXTS = new Set(['account_id', 'interface_id', 'x_edge_request_id'])

const namesOf = (text: string) =>
  text
    .trim()
    .split(/\s+/, LIMITS.headerNames)
    .map(name =>
      name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '_')
        .replace(/^_|_$/g, ''),
    )

function isFlowHeader(words: readonly string[]): boolean {
  const areNames = words.every(word => /^[a-z][a-z0-9-]{1,60}$/.test(word))
  return areNames && words.length > 1 && words.some(word => FLOW_NAMES.has(word))
}

const FLOW_NAMES = new Set(['version', 'account-id', 'interface-id', 'srcaddr', 'dstaddr'])

const DEFAULT_FLOW = [
  ...['version', 'account_id', 'interface_id', 'srcaddr', 'dstaddr', 'srcport', 'dstport'],
  ...['protocol', 'packets', 'bytes', 'start', 'end', 'action', 'log_status'],
]

function namesIn(state: Json): string[] | undefined {
  return Array.isArray(state) ? state.map(String) : undefined
}

function decoded(word: string): string {
  if (!word.includes('%')) return wellFormed(word)
  try {
    return decodeURIComponent(word)
  } catch {
    return wellFormed(word)
  }
}

const wellFormed = (word: string) => (word.isWellFormed() ? word : word.toWellFormed())
