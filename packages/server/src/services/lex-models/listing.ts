import { type Kind, recordOf, sortable } from '../../bots/records.ts'
import { after, key, within } from '../../store/key.ts'
import type { Key } from '../../store/store.ts'
import { BadRequestException } from '../../wire/models/lex-models.ts'
import type { LexModelsContext } from './context.ts'
import { LIMITS } from './limits.ts'
import { type RecordOf, versionsOf } from './versioned.ts'

/** Listing and paging (spec/lex-models.md §3.9). */

export interface Page<T> {
  readonly items: readonly T[]
  /** Absent on the last page. */
  readonly nextToken: string | undefined
}

export interface Listing {
  readonly operation: string
  /** What narrows the listing down: a token is good for the same alone. */
  readonly filter: readonly (string | undefined)[]
  readonly request: {
    readonly nextToken?: string | undefined
    readonly maxResults?: number | undefined
  }
  readonly defaultSize?: number
}

/** An item with its place in the order of its listing. */
export interface Placed<T> {
  readonly at: string
  readonly item: T
}

/**
 * One page of items, which `from` yields in order, beginning after a place. The token is sealed: it names the
 * last item, and no other listing opens it.
 * @throws BadRequestException for a token of another listing, or one that we did not make
 */
export async function pageOf<T>(
  { operation, filter, request, defaultSize = LIMITS.page }: Listing,
  { seal, account, region }: LexModelsContext,
  from: (after: string | undefined) => AsyncIterable<Placed<T>> | Iterable<Placed<T>>,
): Promise<Page<T>> {
  const purpose = JSON.stringify([
    'page',
    account,
    region,
    operation,
    ...filter.map(one => one ?? null),
  ])
  const opened = request.nextToken ? seal.open(request.nextToken, purpose) : undefined
  if (request.nextToken && !opened) throw BadRequestException('The nextToken is not valid.')
  const size = request.maxResults ?? defaultSize
  const placed: Placed<T>[] = []
  for await (const one of from(opened && Buffer.from(opened).toString('utf8'))) {
    placed.push(one)
    if (placed.length > size) break
  }
  const last = placed[size - 1]
  return {
    items: placed.slice(0, size).map(one => one.item),
    nextToken: placed.length > size && last ? seal.seal(Buffer.from(last.at), purpose) : undefined,
  }
}

/** The `$LATEST` of a kind by name, those whose name contains a text. */
export function latestByName<K extends Kind>(
  kind: K,
  nameContains: string | undefined,
  { documents, account, region }: LexModelsContext,
): (after: string | undefined) => AsyncIterable<Placed<RecordOf[K]>> {
  return async function* (last) {
    const [from, to] = within(`lex.${kind}`, account, region)
    const start = last === undefined ? from : after(key(`lex.${kind}`, account, region, last))
    for (let at: Key | undefined = start; at !== undefined; ) {
      const page = await documents.range(at, to, { limit: LIMITS.scannedAtOnce })
      for (const document of page.documents) {
        const record = recordOf<RecordOf[K]>(document)
        if (record?.name.includes(nameContains ?? '')) yield { at: record.name, item: record }
      }
      at = page.next
    }
  }
}

/** `$LATEST` and the numbers of one resource. @throws NotFoundException */
export async function byVersion<K extends Kind>(
  kind: K,
  name: string,
  context: LexModelsContext,
): Promise<(after: string | undefined) => Iterable<Placed<RecordOf[K]>>> {
  const versions = await versionsOf(kind, name, context)
  return beyond(versions.map(item => ({ at: sortable(item.version), item })))
}

/** Items that are all in memory, in the order of their places. */
export function beyond<T>(
  all: readonly Placed<T>[],
): (after: string | undefined) => Iterable<Placed<T>> {
  return last => (last === undefined ? all : all.filter(({ at }) => at > last))
}
