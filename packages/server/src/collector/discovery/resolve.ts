import type { Connector, FoundObject, Mode } from '../records.ts'
import type { BucketSource } from '../source.ts'

export interface Resolved {
  readonly mode: Mode
  readonly reason: string
}

/** What `auto` comes to, by a sample of the keys, with the reason for people (spec/surroundings.md §14.4). */
export async function resolveMode(connector: Connector, source: BucketSource): Promise<Resolved> {
  const { discovery, prefix } = connector
  if (discovery !== 'auto') return { mode: discovery, reason: 'as the connector says' }
  const { objects } = await source.list({ prefix })
  if (
    /(?:^|\/)AWSLogs\//.test(prefix) ||
    objects.some(({ key }) => /(?:^|\/)AWSLogs\//.test(key))
  ) {
    return {
      mode: 'leaf',
      reason: 'a layout of AWSLogs/: accounts and regions stand before the dates in its keys',
    }
  }
  if (objects.length < ENOUGH) {
    return { mode: 'scan', reason: `only ${objects.length} objects to judge by: all are listed` }
  }
  const order = correlation(objects)
  const shown = order.toFixed(2)
  return order >= ORDERED
    ? { mode: 'ordered', reason: `keys come in the order of time (correlation ${shown})` }
    : { mode: 'scan', reason: `keys come in no order of time (correlation ${shown})` }
}

const ENOUGH = 20
const ORDERED = 0.9

/** Spearman's rank correlation of the order of the keys with that of LastModified. */
export function correlation(objects: readonly Pick<FoundObject, 'lastModified'>[]): number {
  const n = objects.length
  const byTime = objects
    .map(({ lastModified }, index) => ({ lastModified, index }))
    .sort((a, b) => a.lastModified - b.lastModified || a.index - b.index)
  let sum = 0
  for (const [rank, { index }] of byTime.entries()) sum += (rank - index) ** 2
  return n < 2 ? 1 : 1 - (6 * sum) / (n * (n * n - 1))
}
