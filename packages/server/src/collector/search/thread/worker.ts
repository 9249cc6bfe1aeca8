/** A thread of the line store: one writes, another one answers queries. */
import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../../kernel/errors.ts'
import { openAccounts } from '../engine/accounts.ts'
import { cachedFilters } from '../engine/walk.ts'
import { InvalidPageToken } from '../search.ts'
import { answer } from './answer.ts'
import type { FromThread, ToThread } from './calls.ts'

assert(parentPort, 'the line store runs in threads of its own')
const port = parentPort
const { home } = workerData as { readonly home: string | undefined }
const shelf = { accounts: openAccounts(home), filters: cachedFilters() }
const running = new Map<number, AbortController>()
// Writes wait for each other; queries take turns.
let writes: Promise<unknown> = Promise.resolve()

port.on('message', (message: ToThread) => {
  if (message.kind === 'cancel') return running.get(message.id)?.abort()
  if (message.kind === 'close') return close()
  const { id, call } = message
  const stop = new AbortController()
  running.set(id, stop)
  const work = () => answer(shelf, call, stop.signal)
  const isQuery = 'timeoutMs' in call
  const result = isQuery ? work() : writes.then(work)
  if (!isQuery) writes = result.catch(() => undefined)
  result
    .then(value => reply({ kind: 'done', id, value }))
    .catch((error: unknown) => reply(failure(id, error)))
    .finally(() => running.delete(id))
})

function failure(id: number, error: unknown): FromThread {
  const message = error instanceof Error ? error.message : String(error)
  return { kind: 'failed', id, isPageToken: error instanceof InvalidPageToken, message }
}

const reply = (message: FromThread) => port.postMessage(message)

async function close(): Promise<void> {
  for (const stop of running.values()) stop.abort()
  await writes
  shelf.accounts.close()
  port.close()
}
