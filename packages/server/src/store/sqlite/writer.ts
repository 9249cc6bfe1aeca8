/** The writer thread: the only one that writes to the file. What has arrived while it wrote shares the next flush. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { assert } from '../../kernel/errors.ts'
import { LIMITS } from '../limits.ts'
import { createApplier } from './apply.ts'
import { connect } from './connection.ts'
import type { Request, Task } from './task.ts'

assert(parentPort, 'the writer runs in a thread of its own')
const port = parentPort
const db = connect(String(workerData))
const applier = createApplier(db)

port.on('message', (request: Request) => {
  const { tasks, close } = drain(request)
  for (let start = 0; start < tasks.length; start += LIMITS.commitsPerTransaction) {
    const chunk = tasks.slice(start, start + LIMITS.commitsPerTransaction)
    port.postMessage(applier.apply(chunk))
  }
  if (!close) return
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
  port.close()
})

/** Everything that waits. */
function drain(first: Request): { tasks: Task[]; close: boolean } {
  const tasks: Task[] = []
  let request: Request | undefined = first
  while (request !== undefined && request !== 'close') {
    tasks.push(...request)
    request = receiveMessageOnPort(port)?.message
  }
  return { tasks, close: request === 'close' }
}
