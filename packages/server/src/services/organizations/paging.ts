import { keyParts, within } from '../../store/key.ts'
import type { Key } from '../../store/store.ts'
import { invalid } from './errors.ts'
import { LIMITS } from './limits.ts'
import type { Where } from './tree.ts'

export interface PageInput {
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly NextToken: string | undefined
}

/** One page of a list that is at hand. The token is the place in the caller's own list, and needs no seal. */
export function pageOf<T>(
  all: readonly T[],
  { NextToken, MaxResults = LIMITS.pageItems }: PageInput,
): Page<T> {
  const start = NextToken === undefined ? 0 : Number(NextToken)
  if (!Number.isInteger(start) || start < 0) {
    throw invalid('INVALID_NEXT_TOKEN', 'You provided an invalid token.')
  }
  const end = start + MaxResults
  return { items: all.slice(start, end), NextToken: end < all.length ? String(end) : undefined }
}

/** The last parts of all keys that begin with these parts. */
export async function namesWithin(
  { documents }: Pick<Where, 'documents'>,
  kind: string,
  ...parts: readonly string[]
): Promise<string[]> {
  const [from, to] = within(kind, ...parts)
  const names: string[] = []
  for (let at: Key | undefined = from; at !== undefined; ) {
    const page = await documents.range(at, to)
    for (const { key } of page.documents) names.push(keyParts(key).at(-1) ?? '')
    at = page.next
  }
  return names
}
