import {
  type FoundLine,
  InvalidPageToken,
  type LineStore,
  type SearchPage,
} from '../../../collector/search/search.ts'
import { BadRequestException, collector } from '../../../wire/models/own/collector.ts'
import { accountCheck, getAccount } from '../accounts.ts'
import { operation } from '../context.ts'
import { LIMITS } from '../limits.ts'
import { aggregationsOf, numberOf } from '../search/aggregations.ts'
import { objectOf, queryOf, windowOf } from '../search/dsl.ts'

/** Finds lines by the query DSL, newest first, with aggregations over all of them (spec/surroundings.md §14.2). */
export const searchLogs = operation(collector.SearchLogs, {
  readOnly: true,
  authorize: (input, context) => accountCheck('Search', input, context),

  async handle({ body, accountId }, context) {
    const account = await getAccount({ accountId }, context)
    return json(await search(parsed(body), account.id, await context.lines(), context.abandoned()))
  },
})

/** The next page of a search. */
export const scrollLogs = operation(collector.ScrollLogs, {
  readOnly: true,
  authorize: (input, context) => accountCheck('Search', input, context),

  async handle({ body, accountId }, context) {
    const account = await getAccount({ accountId }, context)
    const id = objectOf(parsed(body))['scroll_id']
    const request = objectOf(
      typeof id === 'string' ? parsed(Buffer.from(id, 'base64url')) : undefined,
    )
    if (typeof request['next'] !== 'string') throw BadRequestException('scroll_id is none of ours')
    return json(await search(request, account.id, await context.lines(), context.abandoned()))
  },
})

async function search(request: unknown, account: string, lines: LineStore, signal: AbortSignal) {
  const asked = objectOf(request)
  const query = queryOf(asked['query'])
  if (!query.ok) throw BadRequestException(query.error)
  const window = { ...windowOf(query.value), query: query.value }
  const limit = numberOf(asked['size']) ?? LIMITS.foundLines
  if (limit > LIMITS.mostFoundLines)
    throw BadRequestException(`size is at most ${LIMITS.mostFoundLines}`)
  const next = asked['next']
  const page = await pageOf(() =>
    lines.search(
      account,
      {
        ...window,
        limit: Math.max(limit, 1),
        order: orderOf(asked['sort']),
        clipCharacters: LIMITS.shownCharacters,
        ...(typeof next === 'string' && { next }),
      },
      { signal },
    ),
  )
  const shown = limit === 0 ? [] : page.lines
  return {
    timed_out: page.timedOut,
    hits: { hits: shown.map(hitOf) },
    ...(asked['aggs'] !== undefined && {
      aggregations: await aggregationsOf(asked['aggs'], account, window, lines),
    }),
    ...(page.next !== undefined && { _scroll_id: scrollOf({ ...asked, next: page.next }) }),
  }
}

async function pageOf(look: () => Promise<SearchPage>): Promise<SearchPage> {
  try {
    return await look()
  } catch (cause) {
    if (cause instanceof InvalidPageToken) {
      throw BadRequestException('scroll_id is none of ours', { cause })
    }
    throw cause
  }
}

const scrollOf = ({ aggs: _, ...request }: Readonly<Record<string, unknown>>) =>
  Buffer.from(JSON.stringify(request)).toString('base64url')

/** `[{"@timestamp": "asc"}]` or `[{"@timestamp": {"order": "asc"}}]`; newest first otherwise. */
function orderOf(sort: unknown): 'newest' | 'oldest' {
  const [first] = Array.isArray(sort) ? sort : [sort]
  const wish = objectOf(first)['@timestamp']
  const order = typeof wish === 'string' ? wish : objectOf(wish)['order']
  return order === 'asc' ? 'oldest' : 'newest'
}

function hitOf({ id, time, fields, raw, clipped }: FoundLine) {
  // Names come from outside: no member of an object's prototype is one of them.
  const source: Record<string, unknown> = Object.create(null)
  source['@timestamp'] = new Date(time).toISOString()
  for (const [name, value] of fields) {
    const known = source[name]
    if (known === undefined || name === '@timestamp') source[name] = value
    else source[name] = Array.isArray(known) ? [...known, value] : [known, value]
  }
  return { _id: id, _source: source, raw, ...(clipped && { clipped }), sort: [time] }
}

function parsed(body: Uint8Array | undefined): unknown {
  if (!body || body.length === 0) return {}
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch (cause) {
    throw BadRequestException('the request body is not valid JSON', { cause })
  }
}

const json = (value: object) => ({
  contentType: 'application/json',
  body: Buffer.from(JSON.stringify(value)),
})
