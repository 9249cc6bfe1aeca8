import { hash } from 'node:crypto'
import type { Json } from '../kernel/json.ts'
import { key, keyParts, within } from '../store/key.ts'
import type { Document, Key, RangeOptions, RangePage, Write } from '../store/store.ts'
import type { Scope } from './arns.ts'

/**
 * What users said to a bot, for its statistics (spec/lex-models.md §3.13): one row a user, day, version, outcome and
 * text, so that one user's words can be deleted and old ones expire.
 */
export interface Heard {
  /** Lower case, trimmed. */
  readonly text: string
  readonly count: number
  /** Epoch ms. */
  readonly first: number
  readonly last: number
}

export interface HeardPlace extends Scope {
  readonly bot: string
  readonly user: string
  readonly version: string
  /** Mapped to nothing the bot knows. */
  readonly isMissed: boolean
}

const KIND = 'lex.heard'

export function heardKey(place: HeardPlace, text: string, at: number): Key {
  const { account, region, bot, user, version, isMissed } = place
  const digest = hash('sha256', text, 'base64url')
  return key(KIND, account, region, bot, user, dayOf(at), version, statusOf(isMissed), digest)
}

export const textHeard = (utterance: string): string => utterance.trim().toLowerCase()

/** The row of an utterance, counted once more. */
export function heardWrite(
  row: Key,
  text: string,
  before: Document | undefined,
  at: number,
): Extract<Write, { type: 'put' }> {
  const heard = heardIn(before)
  const value: Heard = {
    text,
    count: (heard?.count ?? 0) + 1,
    first: heard?.first ?? at,
    last: at,
  }
  return { type: 'put', key: row, value: value as unknown as Json }
}

/** A row with what its key says. */
export interface HeardRow extends Heard {
  readonly key: Key
  readonly bot: string
  readonly user: string
  readonly day: string
  readonly version: string
  readonly isMissed: boolean
}

interface Ranges {
  range(from: Key, to: Key, options?: RangeOptions): Promise<RangePage>
}

/** The rows of a bot, of one of its users, or of everybody, page by page. */
export async function* heardRows(
  reader: Ranges,
  ...of: readonly [account: string, region: string, bot: string, user?: string] | []
): AsyncIterable<readonly HeardRow[]> {
  const [from, to] = within(KIND, ...of.flatMap(part => part ?? []))
  for (let at: Key | undefined = from; at !== undefined; ) {
    const page = await reader.range(at, to)
    yield page.documents.flatMap(document => rowOf(document) ?? [])
    at = page.next
  }
}

function rowOf(document: Document): HeardRow | undefined {
  const heard = heardIn(document)
  const [, , , bot = '', user = '', day = '', version = '', status] = keyParts(document.key)
  if (!heard) return undefined
  return {
    ...heard,
    key: document.key,
    bot,
    user,
    day,
    version,
    isMissed: status === statusOf(true),
  }
}

/** `2026-03-02`: as text, days sort as time does. */
export function dayOf(at: number): string {
  const number = Math.floor(at / DAY_MS)
  if (number !== latest.number) {
    latest = { number, text: new Date(at).toISOString().slice(0, 10) }
  }
  return latest.text
}

const DAY_MS = 86_400_000

/** The day that was asked for last: every turn of a day asks for it. */
let latest = { number: Number.NaN, text: '' }

const statusOf = (isMissed: boolean) => (isMissed ? 'missed' : 'detected')

/** The store's border. */
const heardIn = (document: Document | undefined): Heard | undefined =>
  document && (document.value as unknown as Heard)
