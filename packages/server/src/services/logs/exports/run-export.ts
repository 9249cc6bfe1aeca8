import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { JobHandler } from '../../../jobs/job.ts'
import { ServiceError } from '../../../kernel/errors.ts'
import { CommitConflict, type Document, type Write } from '../../../store/store.ts'
import type { ArrivalParts } from '../arrivals/deliver.ts'
import { createBreath } from '../breath.ts'
import { eventReader } from '../context.ts'
import { createKeyring } from '../encryption/keyring.ts'
import { visibleSince } from '../groups.ts'
import { LIMITS } from '../limits.ts'
import { readEvents } from '../reading.ts'
import { digits, groupKey, groupOf, type LogStream } from '../records.ts'
import { allStreams } from '../streams.ts'
import { putFile } from './bucket.ts'
import {
  activeExportsKey,
  type ExportTask,
  exportKey,
  exportOf,
  exportWrite,
  isActive,
} from './records.ts'

/**
 * Runs an export task, and comes again when it has been told long enough, to forget it. A task that runs twice
 * writes the same objects again.
 */
export function exportHandler(parts: ArrivalParts): JobHandler {
  const { store, clock } = parts
  // One at a time in a process, whoever asked for it.
  let isAtWork = false
  return async ({ payload }, { signal }) => {
    // The store's border: this payload is written by `exportJob` alone.
    const { account, region, id } = payload as { account: string; region: string; id: string }
    const key = exportKey({ account, region }, id)
    const document = await store.get(key)
    if (!document) return { kind: 'done' }
    const task = exportOf(document)
    const forgottenAt = task.createdAt + LIMITS.exportKeptMs
    if (isActive(task)) {
      if (isAtWork) return { kind: 'again', runAt: clock.now() + LIMITS.workWaitMs }
      isAtWork = true
      try {
        const running = await changed(document, { ...task, status: 'RUNNING' }, [], parts)
        if (running) await runToEnd(running, parts, signal)
      } finally {
        isAtWork = false
      }
    } else if (clock.now() >= forgottenAt) {
      await store.commit([{ type: 'delete', key }])
      return { kind: 'done' }
    }
    return { kind: 'again', runAt: forgottenAt }
  }
}

async function runToEnd(
  document: Document,
  parts: ArrivalParts,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = parts
  const task = exportOf(document)
  const end = (status: 'COMPLETED' | 'FAILED', message: string) =>
    changed(
      document,
      { ...task, status, message, endedAt: clock.now() },
      [{ type: 'add', key: activeExportsKey(task), amount: -1 }],
      parts,
    )
  try {
    await copyEvents(task, parts, signal)
    await end('COMPLETED', 'Completed successfully')
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    await end('FAILED', error.message)
  }
}

/** The task's document after a change; undefined when somebody else has changed it meanwhile. */
async function changed(
  { key, revision }: Document,
  task: ExportTask,
  more: readonly Write[],
  { store }: ArrivalParts,
): Promise<Document | undefined> {
  try {
    await store.commit([{ type: 'expect', key, revision }, exportWrite(task), ...more])
    return await store.get(key)
  } catch (error) {
    if (!(error instanceof CommitConflict)) throw error
    return undefined
  }
}

/** `prefix/task/stream/000000.gz`, with lines of time and message. */
async function copyEvents(
  task: ExportTask,
  { store, clock, calls }: ArrivalParts,
  signal: AbortSignal,
): Promise<void> {
  const document = await store.get(groupKey(task.account, task.region, task.groupName))
  const group = document && groupOf(document)
  if (group?.id !== task.groupId) return
  const since = visibleSince(group, clock.now())
  const keyring = createKeyring({ documents: store, calls })
  const breath = createBreath(clock, signal)
  const reader = eventReader({ documents: store, keyring })
  const window = { from: Math.max(task.from, since), to: task.to + 1 }
  // Two streams may have one folder, since it has no slashes: their files are numbered on.
  const parts = new Map<string, number>()
  for (const stream of await allStreams(group.id, store, task.streamPrefix)) {
    const folder = folderOf(stream)
    let lines: string[] = []
    let characters = 0
    const flush = async () => {
      if (lines.length === 0) return
      const bytes = await zipped(lines.join(''))
      const part = parts.get(folder) ?? 0
      await putFile(task, `${task.prefix}/${task.id}/${folder}/${digits(part, 6)}.gz`, bytes, calls)
      parts.set(folder, part + 1)
      lines = []
      characters = 0
    }
    const place = { groupId: group.id, streamId: stream.id }
    for await (const events of readEvents([place], window, 'forward', reader)) {
      for (const { time, message } of events) {
        const line = `${new Date(time).toISOString()} ${message}\n`
        lines.push(line)
        characters += line.length
        if (characters >= LIMITS.exportPartCharacters) await flush()
        await breath()
      }
    }
    await flush()
  }
}

const zipped = promisify<string, Buffer>(gzip)

const folderOf = ({ name }: LogStream) => name.replaceAll('/', '-')
