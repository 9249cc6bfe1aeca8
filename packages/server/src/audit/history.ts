import { key, within } from '../store/key.ts'
import type { Key, Store, Write } from '../store/store.ts'
import { eventAccounts } from './event.ts'
import { dataTypeOf, isQuestion } from './event-kinds.ts'
import type { KnownRows } from './known-rows.ts'
import { LIMITS } from './limits.ts'
import type { AuditRecord } from './record.ts'

/** The event history of an account in a region: management events of ninety days, newest first. */
export interface HistoryQuery {
  readonly account: string
  readonly region: string
  /** Epoch ms, both included. */
  readonly from: number
  readonly to: number
  /** Where the page before ended. */
  readonly after?: HistoryPlace
}

/** A place in the history: what comes after it is older. */
export interface HistoryPlace {
  readonly time: number
  readonly requestId: string
  /** Of the durable part: positions from here on were told. */
  readonly position: number
}

export interface HistoryItem {
  readonly record: AuditRecord
  /** The place after this record. */
  readonly place: HistoryPlace
}

/** A record that is in memory alone, and what it takes to know whether somebody asks for it. */
export interface Remembered {
  readonly requestId: string
  readonly time: number
  readonly region: string
  readonly accounts: readonly string[]
  /** Who never signed is kept apart, whatever was proven by a token. */
  readonly from: 'known caller' | 'stranger'
  /** How much it holds on to, about. */
  readonly characters: number
  readonly make: () => AuditRecord
}

export const HISTORY_KIND = 'audit.history'

/** The row that says that an account has events in a region. */
export const historyRow = (account: string, region: string): Key =>
  key(HISTORY_KIND, account, region)

export const historyLog = (account: string, region: string): string =>
  `audit.events/${account}/${region}`

/** The writes that enter a durable record into the histories of the accounts that it concerns. */
export function historyWrites(record: AuditRecord, rows: KnownRows): Write[] {
  const { region = '' } = record
  const accounts = eventAccounts(record)
  if (accounts.length === 0) return [entered(LOG, record)]
  return accounts.flatMap((account): Write[] => {
    const row = historyRow(account, region)
    const append = entered(historyLog(account, region), record)
    return rows.isMissing(row) ? [append, { type: 'put', key: row, value: {} }] : [append]
  })
}

const entered = (log: string, { requestId, time }: AuditRecord): Write => ({
  type: 'append',
  log,
  entries: [{ requestId, time }],
})

/**
 * The records of the history, one by one and newest first: the durable ones, with those in memory between them.
 * Whoever reads stops when it has enough.
 */
export async function* historyOf(
  query: HistoryQuery,
  remembered: Iterable<Remembered>,
  store: Pick<Store, 'readLog' | 'getMany'>,
): AsyncGenerator<HistoryItem> {
  const inMemory = matching(query, remembered)
  let position = query.after?.position ?? Number.MAX_SAFE_INTEGER
  for await (const durable of durableRecords(query, position, store)) {
    while (inMemory[0] && isNewer(inMemory[0], durable.record)) {
      const next = inMemory.shift()!
      yield { record: next.make(), place: placeOf(next, position) }
    }
    position = durable.position
    yield { record: durable.record, place: placeOf(durable.record, position) }
  }
  for (const next of inMemory) yield { record: next.make(), place: placeOf(next, position) }
}

/** Whether a record is in the history at all, and in the time that was asked for. */
export const isInHistory = (record: AuditRecord, { account, from, to }: HistoryQuery): boolean =>
  dataTypeOf(record) === undefined &&
  record.service !== undefined &&
  record.operation !== undefined &&
  !isQuestion(record) &&
  record.time >= from &&
  record.time <= to &&
  eventAccounts(record).includes(account)

type Timed = Pick<AuditRecord, 'time' | 'requestId'>

const placeOf = ({ time, requestId }: Timed, position: number) => ({ time, requestId, position })

const isNewer = (one: Timed, other: Timed) =>
  one.time === other.time ? one.requestId > other.requestId : one.time > other.time

function matching(
  { account, region, from, to, after }: HistoryQuery,
  remembered: Iterable<Remembered>,
): Remembered[] {
  const found: Remembered[] = []
  for (const one of remembered) {
    if (one.region !== region || one.time < from || one.time > to) continue
    if (!one.accounts.includes(account) || (after && !isNewer(after, one))) continue
    found.push(one)
  }
  return found.sort((a, b) => (isNewer(a, b) ? -1 : 1))
}

async function* durableRecords(
  { account, region, from }: HistoryQuery,
  before: number,
  store: Pick<Store, 'readLog' | 'getMany'>,
): AsyncGenerator<{ readonly record: AuditRecord; readonly position: number }> {
  const log = historyLog(account, region)
  for (let to = before; ; ) {
    const page = await store.readLog(log, { to, reverse: true, limit: LIMITS.historyPage })
    const ids = page.map(({ value }) => (value as { requestId: string }).requestId)
    const documents = await store.getMany(ids.map(id => key('audit', id)))
    for (const [index, { position }] of page.entries()) {
      const record = documents[index]?.value as unknown as AuditRecord | undefined
      if (record) yield { record, position }
    }
    const last = page.at(-1)
    // Entries are in the order of their commits, which is nearly that of their times.
    if (!last || (last.value as { time: number }).time < from - SLACK_MS) return
    to = last.position
  }
}

/** How much later than it came a request may be entered. */
const SLACK_MS = 15 * 60_000

/** What is nobody's event, and what was recorded before accounts had histories. */
const LOG = 'audit'

/** The logs of all durable records, for pruning. */
export async function historyLogs(store: Pick<Store, 'range'>): Promise<string[]> {
  const logs = [LOG]
  const [first, to] = within(HISTORY_KIND)
  for (let from: Key | undefined = first; from !== undefined; ) {
    const page = await store.range(from, to)
    for (const document of page.documents) {
      const [, account = '', region = ''] = document.key.split('\u0000')
      logs.push(historyLog(account, region))
    }
    from = page.next
  }
  return logs
}
