/** The writer thread: the only one that writes to the file. What has arrived while it wrote shares the next flush. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { systemClock } from '../../kernel/clock.ts'
import { assert } from '../../kernel/errors.ts'
import { systemRandom } from '../../kernel/random.ts'
import { LIMITS } from '../limits.ts'
import { createSealing } from '../sealing.ts'
import { createApplier } from './apply.ts'
import { createCheckpointer } from './checkpoint.ts'
import { connect } from './connection.ts'
import type { Answer, Outcome, Request, Task, WriterData } from './task.ts'

assert(parentPort, 'the writer runs in a thread of its own')
const port = parentPort
const { file, files, checkedPages, sealed } = workerData as WriterData
const db = connect(file)
const sealing = createSealing(sealed, { clock: systemClock, random: systemRandom })
const applier = createApplier(db, sealing)
const checkpointer = createCheckpointer(db, files, checkedPages)
const answer = (message: Answer) => port.postMessage(message)

port.on('message', (request: Request) => {
  const { tasks, close } = drain(request)
  for (let start = 0; start < tasks.length; start += LIMITS.commitsPerTransaction) {
    const outcomes = applier.apply(tasks.slice(start, start + LIMITS.commitsPerTransaction))
    checkpointer.committed(newestOf(outcomes))
    answer(outcomes)
    checkpointer.foldIfLong()
  }
  if (!close) return
  clearInterval(scrubbing)
  checkpointer.close()
  db.close()
  port.close()
})

const scrubbing = setInterval(() => {
  const damagedPage = checkpointer.scrub()
  if (damagedPage !== undefined) answer({ damagedPage })
}, LIMITS.scrubPauseMs)

function newestOf(outcomes: readonly Outcome[]): number | undefined {
  const last = outcomes.findLast(outcome => outcome.type === 'committed')
  return last?.type === 'committed' ? last.revision : undefined
}

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
