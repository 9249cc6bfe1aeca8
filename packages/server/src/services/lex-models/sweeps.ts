import { dayOf, heardRows } from '../../bots/heard.ts'
import type { JobHandler } from '../../jobs/job.ts'
import type { Clock } from '../../kernel/clock.ts'
import { within } from '../../store/key.ts'
import type { Key, Store, Write } from '../../store/store.ts'
import { EXPORT_KIND, type Export, IMPORT_KIND, type Import } from './archives/records.ts'
import { LIMITS } from './limits.ts'

const DAY_MS = 24 * 60 * 60_000

/** Forgets, once a day, what is shown no more: old utterances, exports and imports. */
export function forgetHandler({
  store,
  clock,
}: {
  readonly store: Pick<Store, 'range' | 'commit'>
  readonly clock: Clock
}): JobHandler {
  return async (_job, { signal }) => {
    const now = clock.now()
    const before = dayOf(now - LIMITS.utteranceDays * DAY_MS)
    for await (const rows of heardRows(store)) {
      signal.throwIfAborted()
      await forget(
        store,
        rows.filter(({ day }) => day < before).map(({ key }) => key),
      )
    }
    await forgetOld<Export>(store, EXPORT_KIND, one => now >= one.requestedAt + LIMITS.exportKeptMs)
    await forgetOld<Import>(
      store,
      IMPORT_KIND,
      one => one.status !== 'IN_PROGRESS' && now >= one.createdAt + LIMITS.importKeptMs,
    )
    return { kind: 'again', runAt: clock.now() + DAY_MS }
  }
}

type SweptStore = Pick<Store, 'range' | 'commit'>

async function forgetOld<Record>(
  store: SweptStore,
  kind: string,
  isOld: (record: Record) => boolean,
): Promise<void> {
  const [from, to] = within(kind)
  for (let at: Key | undefined = from; at !== undefined; ) {
    const page = await store.range(at, to)
    const old = page.documents.filter(({ value }) => isOld(value as unknown as Record))
    await forget(
      store,
      old.map(({ key }) => key),
    )
    at = page.next
  }
}

async function forget(store: SweptStore, keys: readonly Key[]): Promise<void> {
  const writes: Write[] = keys.map(key => ({ type: 'delete', key }))
  if (writes.length > 0) await store.commit(writes)
}
