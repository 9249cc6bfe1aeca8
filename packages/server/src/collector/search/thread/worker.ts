/** A thread of the line store: one writes, another one answers queries. */
import { parentPort, workerData } from 'node:worker_threads'
import { assert, Unavailable } from '../../../kernel/errors.ts'
import type { Engine } from '../engine/engine.ts'
import { InvalidPageToken } from '../search.ts'
import { answer } from './answer.ts'
import type { Failure, FromThread, Place, ToThread } from './calls.ts'

assert(parentPort, 'the line store runs in threads of its own')
const port = parentPort
const engine = await engineOf(workerData as Place)
const running = new Map<number, { readonly stop: AbortController; readonly done: Promise<void> }>()

port.on('message', (message: ToThread) => {
  if (message.kind === 'cancel') return running.get(message.id)?.stop.abort()
  if (message.kind === 'close') return close()
  const { id, call } = message
  const stop = new AbortController()
  const done = answer(engine, call, stop.signal)
    .then(value => reply({ kind: 'done', id, value }))
    .catch((error: unknown) => reply(failure(id, error)))
    .finally(() => running.delete(id))
  running.set(id, { stop, done })
})

async function engineOf(place: Place): Promise<Engine> {
  if (place.kind === 'database') {
    const { openPostgresEngine } = await import('../postgres/engine.ts')
    return openPostgresEngine(place.url)
  }
  const { openSqliteEngine } = await import('../sqlite/engine.ts')
  return openSqliteEngine(place.kind === 'files' ? place.directory : undefined)
}

function failure(id: number, error: unknown): FromThread {
  const message = error instanceof Error ? error.message : String(error)
  return { kind: 'failed', id, reason: reasonOf(error), message }
}

function reasonOf(error: unknown): Failure {
  if (error instanceof InvalidPageToken) return 'page token'
  return error instanceof Unavailable ? 'unavailable' : 'broken'
}

const reply = (message: FromThread) => port.postMessage(message)

async function close(): Promise<void> {
  // Queries stop where they are; what is being written is written.
  for (const { stop } of running.values()) stop.abort()
  await Promise.all([...running.values()].map(({ done }) => done))
  await engine.close()
  port.close()
}
