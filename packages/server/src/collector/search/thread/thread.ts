import { Worker } from 'node:worker_threads'
import { Unavailable } from '../../../kernel/errors.ts'
import { InvalidPageToken } from '../search.ts'
import type { Call, FromThread, Place, ToThread } from './calls.ts'

/** The caller's end of a thread. It is started with the first call, and anew when it died. */
export interface Thread {
  /** @throws Unavailable, or LineStoreFailed when the thread cannot do it or dies over it */
  call(call: Call, signal?: AbortSignal): Promise<unknown>
  waiting(): number
  close(): Promise<void>
}

/** The disk, the files or the thread failed; the message says how. */
export class LineStoreFailed extends Error {}

// The name in development and after `tsc`, which rewrites imports but not URLs.
const SCRIPT = new URL(import.meta.url.endsWith('.ts') ? 'worker.ts' : 'worker.js', import.meta.url)

export function createThread(place: Place): Thread {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let last = 0

  const settle = (message: FromThread) => {
    const call = waiting.get(message.id)
    waiting.delete(message.id)
    if (waiting.size === 0) worker?.unref()
    if (message.kind === 'done') call?.resolve(message.value)
    else call?.reject(errorOf(message))
  }
  const start = (): Worker => {
    const started = new Worker(SCRIPT, { workerData: place })
    let cause: unknown
    started.on('message', settle)
    started.on('error', error => {
      cause = error
    })
    started.on('exit', () => {
      worker = undefined
      const lost = [...waiting.values()]
      waiting.clear()
      const error = new LineStoreFailed('the thread of the line store died', { cause })
      for (const { reject } of lost) reject(error)
    })
    started.unref()
    return started
  }
  const post = (message: ToThread) => {
    worker ??= start()
    worker.ref()
    worker.postMessage(message)
  }
  return {
    waiting: () => waiting.size,
    call(call, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason)
      const id = ++last
      const cancel = () => {
        post({ kind: 'cancel', id })
        const stopped = waiting.get(id)
        waiting.delete(id)
        stopped?.reject(signal?.reason)
      }
      signal?.addEventListener('abort', cancel, { once: true })
      const result = new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        post({ kind: 'call', id, call })
      })
      return result.finally(() => signal?.removeEventListener('abort', cancel))
    },
    async close() {
      if (!worker) return
      const ended = new Promise(resolve => worker?.once('exit', resolve))
      post({ kind: 'close' })
      await ended
    },
  }
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

function errorOf({ reason, message }: Extract<FromThread, { kind: 'failed' }>): Error {
  if (reason === 'page token') return new InvalidPageToken(message)
  return reason === 'unavailable' ? new Unavailable(message) : new LineStoreFailed(message)
}
