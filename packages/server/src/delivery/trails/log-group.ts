import type { Trail, TrailLogs } from '../../audit/trail.ts'
import { parseArn } from '../../kernel/arn.ts'
import { assert, ServiceError } from '../../kernel/errors.ts'
import type { Store } from '../../store/store.ts'
import type { ActingAs, Calls } from '../../wire/calls.ts'
import { logs } from '../../wire/models/logs.ts'
import { sts } from '../../wire/models/sts.ts'
import { asCloudTrail } from './bucket.ts'
import { readCursor } from './cursor.ts'
import { type EventSpan, readSpan } from './events.ts'
import { LIMITS } from './limits.ts'

/** Writes what waits into the trail's log group, as its role. @throws ServiceError */
export async function deliverToLogs(
  trail: Trail & { readonly logs: TrailLogs },
  regions: readonly string[],
  { store, calls }: { readonly store: Store; readonly calls: Calls },
): Promise<number> {
  let written = 0
  let writer: Writer | undefined
  for (const region of regions) {
    for (;;) {
      const { cursor, move: begin } = await readCursor(trail.id, region, store)
      const from = cursor.logged ?? cursor.next
      const span = await readSpan({ trail, region, from }, store)
      if (!span) break
      // The files go on meanwhile, whatever becomes of this.
      if (cursor.logged === undefined) await store.commit(begin({ ...cursor, logged: from }))
      writer ??= await openWriter(trail, calls)
      for (const batch of batchesOf(span.events)) await writer(batch)
      const { cursor: now, move } = await readCursor(trail.id, region, store)
      await store.commit(move({ ...now, logged: span.to }))
      written += span.events.length
    }
  }
  return written
}

type Batch = EventSpan['events']
type Writer = (batch: Batch) => Promise<void>

/** A stream that is known to exist, written to with the role's own rights. */
async function openWriter(
  trail: Trail & { readonly logs: TrailLogs },
  calls: Calls,
): Promise<Writer> {
  const { account, homeRegion: region, logs: target } = trail
  const assume = { RoleArn: target.roleArn, RoleSessionName: 'CloudTrail' }
  const home = { account, region }
  const { Credentials } = await calls.call(sts.AssumeRole, assume, asCloudTrail(trail), home)
  assert(Credentials, 'AssumeRole answers with credentials')
  const { AccessKeyId: accessKeyId, SessionToken: sessionToken } = Credentials
  const as: ActingAs = { kind: 'session', credentials: { accessKeyId, sessionToken } }
  const group = parseArn(target.groupArn)
  const logGroupName = /^log-group:([^:]+)/.exec(group?.resource ?? '')?.[1] ?? ''
  const stream = { logGroupName, logStreamName: `${account}_CloudTrail_${region}` }
  const where = { account: group?.account ?? account, region }
  await calls.call(logs.CreateLogStream, stream, as, where).catch(error => {
    const isThere = error instanceof ServiceError && error.code === 'ResourceAlreadyExistsException'
    if (!isThere) throw error
  })
  return async batch => {
    const logEvents = batch.map(({ time, text }) => ({ timestamp: time, message: text }))
    await calls.call(logs.PutLogEvents, { ...stream, logEvents }, as, where)
  }
}

/** In the order of their times, within the bounds of one call; events too large for any are left out. */
function batchesOf(events: Batch): Batch[] {
  const batches: Batch[number][][] = []
  let bytes = 0
  for (const event of [...events].sort((a, b) => a.time - b.time)) {
    const size = Buffer.byteLength(event.text) + LIMITS.logEventOverheadBytes
    if (size > LIMITS.logEventBytes) continue
    const batch = batches.at(-1)
    const fits =
      batch?.[0] !== undefined &&
      batch.length < LIMITS.logEvents &&
      bytes + size <= LIMITS.logBytes &&
      event.time - batch[0].time <= LIMITS.logSpanMs
    if (fits) {
      batch.push(event)
      bytes += size
    } else {
      batches.push([event])
      bytes = size
    }
  }
  return batches
}
