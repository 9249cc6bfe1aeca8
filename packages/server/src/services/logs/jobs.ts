import type { Job, JobHandler } from '../../jobs/job.ts'
import type { Clock } from '../../kernel/clock.ts'
import { within } from '../../store/key.ts'
import type { Key, Store, Write } from '../../store/store.ts'
import { eventBytes } from './batch.ts'
import { visibleSince } from './groups.ts'
import { LIMITS } from './limits.ts'
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

/** What a deleted group or stream leaves behind is removed by this job. */
export function forgetJob(
  { groupId, streamId }: { readonly groupId: string; readonly streamId?: string },
  now: number,
): Job {
  const payload = { groupId, ...(streamId !== undefined && { streamId }) }
  return { kind: 'logs-forget', id: streamId ?? groupId, runAt: now, payload }
}

/** Removes expired events of a group, again and again while it has a retention. */
export function retentionJob({ id, account, region, name }: LogGroup, now: number): Job {
  return { kind: 'logs-retention', id, runAt: now, payload: { id, account, region, name } }
}

/** The handlers of both, by kind. */
export function logsJobs({
  store,
  clock,
}: {
  readonly store: Store
  readonly clock: Clock
}): ReadonlyMap<string, JobHandler> {
  return new Map<string, JobHandler>([
    [
      'logs-forget',
      async ({ payload }, { signal }) => {
        const { groupId, streamId } = payload as { groupId: string; streamId?: string }
        const parts = streamId === undefined ? [groupId] : [groupId, streamId]
        await forget(within('logs.events', ...parts), groupId, store, signal)
        if (streamId === undefined) await forgetGroup(groupId, store, signal)
        return { kind: 'done' }
      },
    ],
    [
      'logs-retention',
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

async function forgetGroup(groupId: string, store: Store, signal: AbortSignal): Promise<void> {
  const [from, to] = within('logs.stream', groupId)
  for (;;) {
    signal.throwIfAborted()
    const { documents } = await store.range(from, to, { limit: LIMITS.forgottenAtOnce })
    if (documents.length === 0) break
    await store.commit(documents.map(({ key }): Write => ({ type: 'delete', key })))
  }
  const key = bytesKey(groupId)
  await store.commit([{ type: 'add', key, amount: -(await store.counter(key)) }])
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
    const messages = documents.flatMap(document => chunkOf(document).events)
    const bytes = messages.reduce((sum, [, message]) => sum + eventBytes(message), 0)
    await store.commit([
      ...documents.map(({ key }): Write => ({ type: 'delete', key })),
      { type: 'add', key: bytesKey(groupId), amount: -bytes },
    ])
  }
}
