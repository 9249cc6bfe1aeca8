import { scheduleJob } from '../../../jobs/runner.ts'
import { key, within } from '../../../store/key.ts'
import type { Document, Key, Write } from '../../../store/store.ts'
import type { QueryInfo } from '../../../wire/models/logs.ts'
import type { UsedKey } from '../encryption/keyring.ts'
import { QUERY } from '../job-kinds.ts'
import { digits } from '../records.ts'
import type { Cell } from './pipeline.ts'

/** A query that was started; its rows stand in documents of their own. */
export interface QueryRecord {
  readonly id: string
  readonly account: string
  readonly region: string
  readonly groups: readonly QueriedGroup[]
  /** Epoch seconds, both included. */
  readonly from: number
  readonly to: number
  readonly text: string
  readonly limit: number
  readonly status: QueryStatus
  readonly createdAt: number
  readonly statistics: QueryStatistics
  /** How many documents hold its rows. */
  readonly parts: number
  /** Under which rows of encrypted groups are kept. */
  readonly sealedWith?: UsedKey
}

export interface QueriedGroup {
  readonly name: string
  readonly id: string
}

export type QueryStatus = 'Scheduled' | 'Running' | 'Complete' | 'Failed' | 'Cancelled' | 'Timeout'

export interface QueryStatistics {
  readonly recordsMatched: number
  readonly recordsScanned: number
  readonly bytesScanned: number
}

export const NO_STATISTICS: QueryStatistics = {
  recordsMatched: 0,
  recordsScanned: 0,
  bytesScanned: 0,
}

export const isActive = ({ status }: QueryRecord): boolean =>
  status === 'Scheduled' || status === 'Running'

interface Where {
  readonly account: string
  readonly region: string
}

export const queryKey = ({ account, region }: Where, id: string): Key =>
  key('logs.query', account, region, id)

export const queriesOf = ({ account, region }: Where) => within('logs.query', account, region)

export const rowsKey = ({ account, region, id }: QueryRecord, part: number): Key =>
  key('logs.query-rows', account, region, id, digits(part, 4))

export const activeQueriesKey = ({ account, region }: Where): Key =>
  key('logs.active-queries', account, region)

export const queryJob = ({ account, region, id }: QueryRecord, runAt: number): Write =>
  scheduleJob({ kind: QUERY, id, runAt, payload: { account, region, id } })

export function queryWrite(query: QueryRecord): Write {
  const { sealedWith, ...plain } = query
  const value = {
    ...plain,
    groups: query.groups.map(group => ({ ...group })),
    statistics: { ...query.statistics },
    ...(sealedWith && { sealedWith: { ...sealedWith } }),
  }
  return { type: 'put', key: queryKey(query, query.id), value }
}

/** The store's border: written by `queryWrite` alone. */
export const queryOf = (document: Document): QueryRecord => document.value as unknown as QueryRecord

/** One document of rows: in clear, or sealed for its key. */
export type RowsPart = { readonly rows: readonly (readonly Cell[])[] } | { readonly sealed: string }
export const rowsPartOf = (document: Document): RowsPart => document.value as unknown as RowsPart

/** As DescribeQueries tells it: with its groups and its time before the text. */
export function queryOutput({
  id,
  groups,
  from,
  to,
  text,
  status,
  createdAt,
}: QueryRecord): QueryInfo {
  const sources = groups.map(({ name }) => `"${name}"`).join(' ')
  return {
    queryId: id,
    queryString: `SOURCE ${sources} START=${from}000 END=${to}999 | ${text}`,
    status,
    createTime: createdAt,
    logGroupName: groups[0]?.name,
    queryLanguage: 'CWLI',
  }
}
