import { Worker } from 'node:worker_threads'
import { assert } from '../../kernel/errors.ts'
import { LIMITS } from '../limits.ts'
import { StoreUnavailable } from '../store.ts'
import type { Answer, Outcome, Request, Task, WriterData } from './task.ts'

/** The main thread's end of the writer. */
export interface WriterThread {
  /** Resolves after `applied` was called for it; tasks are applied in the order of the calls. */
  run(task: Task): Promise<Outcome>
  /** All that was asked is answered. */
  isIdle(): boolean
  /** Waits for what was asked, folds the write-ahead log into the file and ends the thread. */
  close(): Promise<void>
}

export interface WriterEvents {
  /** In commit order, before the task's promise resolves. */
  applied(task: Task, outcome: Outcome): void
  /** The thread died; these tasks may have been written or not. */
  lost(tasks: readonly Task[]): void
  /** A page of the file is not as it was written. */
  damaged(page: number): void
}

// The name in development and after `tsc`, which rewrites imports but not URLs.
const SCRIPT = new URL(import.meta.url.endsWith('.ts') ? 'writer.ts' : 'writer.js', import.meta.url)

/** Tasks that are asked for one after the other go to the thread together. It is started anew when it dies. */
export function startWriter(data: WriterData, events: WriterEvents): WriterThread {
  const waiting: Waiting[] = []
  let unsent: Task[] = []
  let worker: Worker | undefined

  const answered = (outcomes: readonly Outcome[]) => {
    for (const outcome of outcomes) {
      const next = waiting.shift()
      assert(next, 'the writer answers what it was asked')
      events.applied(next.task, outcome)
      next.resolve(outcome)
    }
    if (waiting.length === 0) worker?.unref()
  }
  const died = (cause: unknown) => {
    unsent = []
    const lost = waiting.splice(0)
    const error = new StoreUnavailable('the writer thread died; the outcome is unknown', { cause })
    try {
      events.lost(lost.map(({ task }) => task))
    } finally {
      for (const { reject } of lost) reject(error)
    }
  }
  const start = () => {
    // The descriptors are the main thread's: closing them would drop SQLite's locks.
    const started = new Worker(SCRIPT, { workerData: data, trackUnmanagedFds: false })
    let reason: unknown
    started.on('message', (answer: Answer) =>
      'damagedPage' in answer ? events.damaged(answer.damagedPage) : answered(answer),
    )
    started.on('error', error => {
      reason = error
    })
    started.on('exit', () => {
      worker = undefined
      if (waiting.length > 0) died(reason)
    })
    started.unref()
    return started
  }
  const post = (request: Request) => {
    worker ??= start()
    worker.ref()
    worker.postMessage(request)
  }
  const flush = () => {
    const tasks = unsent
    unsent = []
    if (tasks.length > 0) post(tasks)
  }
  worker = start()

  return {
    run(task) {
      if (waiting.length >= LIMITS.waitingCommits) {
        return Promise.reject(new StoreUnavailable('too many commits wait for the disk'))
      }
      return new Promise((resolve, reject) => {
        waiting.push({ task, resolve, reject })
        // After all that can go on now: what is asked for next is worked at while this is written.
        if (unsent.push(task) === 1) process.nextTick(flush)
      })
    },
    isIdle: () => waiting.length === 0,
    async close() {
      flush()
      // A new one, when the last one died: the log is to be folded into the file.
      worker ??= start()
      const ended = new Promise(resolve => worker?.once('exit', resolve))
      post('close')
      await ended
    },
  }
}

interface Waiting {
  readonly task: Task
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: Error) => void
}
