import type { Job, JobHandler } from '../../jobs/job.ts'
import { within } from '../../store/key.ts'
import { CommitConflict, type Key, type Store, type Write } from '../../store/store.ts'
import { deliverHandler } from './arrivals/deliver.ts'
import { chunkBytes } from './events.ts'
import { exportHandler } from './exports/run-export.ts'
import { visibleSince } from './groups.ts'
import { type QueryParts, queryHandler } from './insights/run-query.ts'
import { DELIVER, EXPORT, FORGET, MEASURE, QUERY, RETENTION } from './job-kinds.ts'
import { LIMITS } from './limits.ts'
import { measureHandler } from './metrics/measure.ts'
import {
  bucketOf,
  bytesKey,
  chunkOf,
  chunksOf,
  groupKey,
  groupOf,
  type LogGroup,
  streamOf,
} from './records.ts'
import { groupPolicyKey } from './resource-policies.ts'

/** What a deleted group or stream leaves behind is removed by this job. */
export function forgetJob(
  { groupId, streamId }: { readonly groupId: string; readonly streamId?: string },
  now: number,
): Job {
  const payload = { groupId, ...(streamId !== undefined && { streamId }) }
  return { kind: FORGET, id: streamId ?? groupId, runAt: now, payload }
}

/** Removes expired events of a group, again and again while it has a retention. */
export function retentionJob({ id, account, region, name }: LogGroup, now: number): Job {
  return { kind: RETENTION, id, runAt: now, payload: { id, account, region, name } }
}

/** The handlers of all jobs, by kind. */
export function logsJobs(parts: QueryParts): ReadonlyMap<string, JobHandler> {
  const { store, clock } = parts
  return new Map<string, JobHandler>([
    [DELIVER, deliverHandler(parts)],
    [MEASURE, measureHandler(parts)],
    [QUERY, queryHandler(parts)],
    [EXPORT, exportHandler(parts)],
    [
      FORGET,
      async ({ payload }, { signal }) => {
        const { groupId, streamId } = payload as { groupId: string; streamId?: string }
        const parts = streamId === undefined ? [groupId] : [groupId, streamId]
        await forget(within('logs.events', ...parts), groupId, store, signal)
        if (streamId === undefined) await forgetGroup(groupId, store, signal)
        return { kind: 'done' }
      },
    ],
    [
      RETENTION,
      async ({ payload }, { signal }) => {
        const named = payload as { id: string; account: string; region: string; name: string }
        const document = await store.get(groupKey(named.account, named.region, named.name))
        const group = document && groupOf(document)
        if (group?.id !== named.id || group.retentionDays === undefined) return { kind: 'done' }
        await expire(group, visibleSince(group, clock.now()), store, signal)
        return { kind: 'again', runAt: clock.now() + LIMITS.retentionEveryMs }
      },
    ],
  ])
}

/** After the events, without which data keys are of no use. */
async function forgetGroup(groupId: string, store: Store, signal: AbortSignal): Promise<void> {
  for (const kind of ['logs.stream', 'logs.metric-filter', 'logs.data-key']) {
    await deleteAll(within(kind, groupId), store, signal)
  }
  const key = bytesKey(groupId)
  await store.commit([
    { type: 'add', key, amount: -(await store.counter(key)) },
    { type: 'delete', key: groupPolicyKey(groupId) },
  ])
}

async function deleteAll(
  [from, to]: readonly [Key, Key],
  store: Store,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const { documents } = await store.range(from, to, { limit: LIMITS.forgottenAtOnce })
    if (documents.length === 0) return
    await store.commit(documents.map(({ key }): Write => ({ type: 'delete', key })))
  }
}

async function expire(
  { id }: LogGroup,
  since: number,
  store: Store,
  signal: AbortSignal,
): Promise<void> {
  const [first, to] = within('logs.stream', id)
  for (let from: Key | undefined = first; from !== undefined; ) {
    const page = await store.range(from, to)
    for (const stream of page.documents.map(streamOf)) {
      const [start] = chunksOf(id, stream.id)
      const [end] = chunksOf(id, stream.id, bucketOf(since, LIMITS.bucketMs))
      await forget([start, end], id, store, signal)
    }
    from = page.next
  }
}

/** Deletes chunks and takes their bytes off the group's, a page at a time. */
async function forget(
  [from, to]: readonly [Key, Key],
  groupId: string,
  store: Store,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const { documents } = await store.range(from, to, { limit: LIMITS.forgottenAtOnce })
    if (documents.length === 0) return
    const bytes = documents.reduce((sum, document) => sum + chunkBytes(chunkOf(document)), 0)
    const deletions = documents.flatMap(({ key, revision }): Write[] => [
      { type: 'expect', key, revision },
      { type: 'delete', key },
    ])
    try {
      await store.commit([...deletions, { type: 'add', key: bytesKey(groupId), amount: -bytes }])
    } catch (error) {
      // Somebody wrote to one of them, or deleted it: the bytes of what is there now are to be taken off.
      if (!(error instanceof CommitConflict)) throw error
    }
  }
}
