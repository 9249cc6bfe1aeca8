import { check } from '../../../operation/check.ts'
import {
  InvalidParameterException,
  logs,
  ResourceNotFoundException,
} from '../../../wire/models/logs.ts'
import { groupCheck } from '../checks.ts'
import { type LogsContext, operation } from '../context.ts'
import { opened } from '../encryption/sealed.ts'
import type { Cell } from '../insights/pipeline.ts'
import {
  activeQueriesKey,
  isActive,
  type QueryRecord,
  queriesOf,
  queryJob,
  queryKey,
  queryOf,
  queryOutput,
  queryWrite,
  rowsKey,
  rowsPartOf,
} from '../insights/records.ts'
import { LIMITS } from '../limits.ts'
import { pageToken, placeOf } from '../page-tokens.ts'
import { dataKeyKey } from '../records.ts'

const LISTING = 'queries'

/** The rows of a query that has ended, and how far it is until then. */
export const getQueryResults = operation(logs.GetQueryResults, {
  readOnly: true,

  // The groups of the query decide. Of one that does not exist only who may ask for all learns it.
  async authorize({ queryId }, context) {
    const document = await context.documents.get(queryKey(context, queryId))
    if (!document) return check('logs:GetQueryResults', 'any')
    const { account, region, groups } = queryOf(document)
    return groups.map(({ name }) =>
      groupCheck('logs:GetQueryResults', { account, region, name }, context),
    )
  },

  async handle({ queryId }, context) {
    const query = await getQuery(queryId, context)
    return {
      queryLanguage: 'CWLI' as const,
      results: await rowsOf(query, context),
      statistics: { ...query.statistics },
      status: isActive(query) ? ('Running' as const) : query.status,
    }
  },
})

/** A query that has ended cannot be stopped any more. */
export const stopQuery = operation(logs.StopQuery, {
  authorize: () => check('logs:StopQuery', 'any'),

  async handle({ queryId }, context) {
    const query = await getQuery(queryId, context)
    if (!isActive(query)) {
      throw InvalidParameterException(
        `The query ${queryId} has already ended with the status ${query.status}.`,
      )
    }
    const stopped: QueryRecord = { ...query, status: 'Cancelled' }
    await context.documents.commit([
      queryWrite(stopped),
      // Takes the place of the job that runs it, which is aborted.
      queryJob(stopped, query.createdAt + LIMITS.queryKeptMs),
      { type: 'add', key: activeQueriesKey(query), amount: -1 },
    ])
    return { success: true }
  },
})

/** The queries of the account, the latest first. */
export const describeQueries = operation(logs.DescribeQueries, {
  readOnly: true,
  authorize: () => check('logs:DescribeQueries', 'any'),

  async handle({ logGroupName, status, maxResults, nextToken, queryLanguage }, context) {
    const place = placeOf(nextToken, LISTING, 2)
    const isLater = (query: QueryRecord) =>
      place === undefined ||
      compared([query.createdAt, query.id], [Number(place[0]), place[1] ?? '']) > 0
    const most = maxResults ?? LIMITS.queriesAtOnce
    const found = await latestQueries(context, most + 1, query => {
      const isOfGroup =
        logGroupName === undefined || query.groups.some(({ name }) => name === logGroupName)
      const isOfStatus = status === undefined || shownStatus(query) === status
      return isOfGroup && isOfStatus && (queryLanguage ?? 'CWLI') === 'CWLI' && isLater(query)
    })
    const shown = found.slice(0, most)
    const last = found.length > most ? shown.at(-1) : undefined
    return {
      queries: shown.map(query => ({ ...queryOutput(query), status: shownStatus(query) })),
      nextToken: last && pageToken(LISTING, last.createdAt, last.id),
    }
  },
})

const shownStatus = (query: QueryRecord) => (isActive(query) ? 'Running' : query.status)

/** The later time first. */
const compared = (a: readonly [number, string], b: readonly [number, string]) =>
  b[0] - a[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0)

async function getQuery(queryId: string, context: LogsContext): Promise<QueryRecord> {
  const document = await context.documents.get(queryKey(context, queryId))
  if (!document) throw ResourceNotFoundException(`Query ${queryId} does not exist.`)
  return queryOf(document)
}

async function rowsOf(
  query: QueryRecord,
  { documents, keyring }: LogsContext,
): Promise<(readonly Cell[])[]> {
  const { sealedWith } = query
  const rows: (readonly Cell[])[] = []
  // The rows of a group that was deleted go with its data keys.
  const opensWith = sealedWith && dataKeyKey(sealedWith.groupId, sealedWith.dataKeyId)
  if (opensWith && !(await documents.get(opensWith))) return rows
  for (let part = 0; part < query.parts; part++) {
    const key = rowsKey(query, part)
    const document = await documents.get(key)
    if (!document) continue
    const found = rowsPartOf(document)
    if ('rows' in found) rows.push(...found.rows)
    else if (sealedWith) {
      const dataKey = await keyring.open(sealedWith.groupId, sealedWith.dataKeyId)
      const plain = Buffer.from(opened(found.sealed, dataKey, key)).toString('utf8')
      // The store's border: what was sealed are rows.
      rows.push(...(JSON.parse(plain) as (readonly Cell[])[]))
    }
  }
  return rows
}

/** The latest of those that fit, without holding all that there are. */
async function latestQueries(
  context: LogsContext,
  most: number,
  fits: (query: QueryRecord) => boolean,
): Promise<readonly QueryRecord[]> {
  let latest: QueryRecord[] = []
  const [first, to] = queriesOf(context)
  for (let from: typeof first | undefined = first; from !== undefined; ) {
    const page = await context.documents.range(from, to)
    latest = [...latest, ...page.documents.map(queryOf).filter(fits)]
      .sort((a, b) => compared([a.createdAt, a.id], [b.createdAt, b.id]))
      .slice(0, most)
    from = page.next
  }
  return latest
}
