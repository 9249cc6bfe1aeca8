import { within } from '../../store/key.ts'
import type { Store } from '../../store/store.ts'
import { LIMITS } from '../limits.ts'
import { type Connector, type ConnectorState, type ObjectRecord, recordOf } from '../records.ts'
import type { BucketSource } from '../source.ts'
import { changeState } from '../state.ts'
import { listBranch } from './branch.ts'
import { listLayout } from './layout.ts'
import { resolveMode } from './resolve.ts'
import { scanBucket } from './scan.ts'

/** One look for new objects. */
export interface Look {
  readonly connector: Connector
  readonly source: BucketSource
  readonly store: Store
  readonly now: () => number
  readonly signal: AbortSignal
  /** Keys that the bucket told of since the last look; undefined: it must be listed. */
  readonly told: readonly string[] | undefined
  /** Objects that may still be entered: discovery stops at what nobody fetches yet. */
  room: number
  /** LastModified of the newest object that was seen. */
  newest: number
}

/** Finds new objects and enters them, as the connector's mode says (spec/surroundings.md §14.4). */
export async function discover({
  connector,
  state,
  source,
  store,
  told,
  ...times
}: Omit<Look, 'room' | 'newest'> & {
  readonly state: ConnectorState
}): Promise<ConnectorState> {
  const resolved = state.resolved ?? (await resolveMode(connector, source))
  const room = LIMITS.waitingObjects - (await countWaiting(connector.id, store))
  const look: Look = { connector, source, store, told, ...times, room, newest: 0 }
  const note = room > 0 ? await MODES[resolved.mode](look) : undefined
  const change = (before: ConnectorState): ConnectorState => ({
    ...before,
    resolved: note === undefined ? resolved : { ...resolved, reason: note },
    progress: {
      ...before.progress,
      lastListedAt: times.now(),
      newestSeenAt: Math.max(before.progress.newestSeenAt ?? 0, look.newest),
    },
  })
  await changeState(connector.id, change, [], store)
  return change(state)
}

/** A note when there is something to tell of. */
const MODES: Readonly<
  Record<'ordered' | 'leaf' | 'scan' | 'events', (look: Look) => Promise<string | undefined>>
> = {
  ordered: async look => {
    await listBranch({ prefix: look.connector.prefix }, look)
    return undefined
  },
  leaf: listLayout,
  scan: look => scanBucket({ ...look, told: undefined }),
  events: scanBucket,
}

/** Those that nobody tried yet: what is tried again later holds up nothing. */
async function countWaiting(connectorId: string, store: Store): Promise<number> {
  const range = within('collector.object', connectorId, 'seen')
  const { documents } = await store.range(...range, { limit: LIMITS.waitingRows })
  return documents.filter(document => recordOf<ObjectRecord>(document)?.attempts === 0).length
}
