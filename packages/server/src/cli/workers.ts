import cluster from 'node:cluster'
import { assert } from '../kernel/errors.ts'
import { type Member, type Ready, superviseTeam, type Team } from './supervise.ts'

/** Whether this process is one of those that share a port. */
export const isWorker = (): boolean => cluster.isWorker

/** Starts `count` processes with the arguments of this one, which listens for them. */
export function startWorkers(count: number): Promise<Team> {
  // Every worker takes connections from the one queue that this process keeps open. Were they handed round by this
  // process, one that was on its way to a worker that is killed would stay open, unanswered, for ever.
  cluster.schedulingPolicy = cluster.SCHED_NONE
  const say = (message: string) => process.stderr.write(`parley: ${message}\n`)
  return superviseTeam({ size: count, start: forkWorker, say })
}

/** Tells the first process that this one is ready. */
export function tellReady(ready: Ready): void {
  assert(process.send, 'a worker has a first process')
  process.send({ ready })
}

/** Ends the tie to the first process, which would keep this one alive. */
export function leave(): void {
  process.disconnect?.()
}

/** Resolves when the first process is gone: nobody would hand over connections any more. */
export function orphaned(): Promise<void> {
  return new Promise(resolve => process.once('disconnect', () => resolve()))
}

function forkWorker(): Member {
  const worker = cluster.fork()
  const ended = new Promise<void>(resolve => worker.once('exit', () => resolve()))
  const ready = new Promise<Ready>((resolve, reject) => {
    worker.on('message', (message: { readonly ready?: Ready }) => {
      if (message.ready) resolve(message.ready)
    })
    void ended.then(() => reject(new Error('a worker ended before it was ready')))
  })
  return {
    ready,
    ended,
    stop: () => void worker.process.kill('SIGTERM'),
    kill: () => void worker.process.kill('SIGKILL'),
  }
}
