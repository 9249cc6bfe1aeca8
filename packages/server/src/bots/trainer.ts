import { type ChildProcess, fork } from 'node:child_process'
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import type { BotDefinition, Model } from '@parley/nlu'
import { LIMITS } from './limits.ts'

/**
 * Trains off the request path. Rejects with the signal's reason when aborted; the work then stops at once.
 * @throws TrainingFailed when no model comes of the definition; other errors when nothing could work on it
 */
export type Trainer = (definition: BotDefinition, signal: AbortSignal) => Promise<Model>

/** What the process of a training says at its end. */
export type TrainingReport =
  | { readonly kind: 'trained'; readonly model: Model }
  | { readonly kind: 'failed'; readonly error: unknown }

/** A definition that no model comes of: trying again would change nothing. */
export class TrainingFailed extends Error {
  /** For the owner of the bot; what went wrong inside stays in the log. */
  readonly reason: string

  constructor(cause: unknown, reason = 'The model could not be trained.') {
    super('no model came of the training', { cause })
    this.name = 'TrainingFailed'
    this.reason = reason
  }
}

const PROGRAM = new URL(
  import.meta.url.endsWith('.ts') ? './train-process.ts' : './train-process.js',
  import.meta.url,
)

/**
 * Each training has a process of its own: ending it is ending the process, and the memory that it took goes back
 * whole, where that of a thread stays with the server (docs/decisions/memory.md). It sees nothing of the server's
 * environment.
 */
export const processTrainer = (
  definition: BotDefinition,
  signal: AbortSignal,
  heapMb: number = LIMITS.trainingHeapMb,
): Promise<Model> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const child = startProcess(heapMb)
    const complaint = lastWords(child.stderr)
    const settle = (finish: () => void) => {
      signal.removeEventListener('abort', abort)
      child.removeAllListeners()
      // What a process that is being ended still meets is of no interest.
      child.on('error', () => undefined)
      child.kill('SIGKILL')
      finish()
    }
    const abort = () => settle(() => reject(signal.reason))
    signal.addEventListener('abort', abort, { once: true })
    child.once('message', (report: TrainingReport) =>
      settle(() => {
        if (report.kind === 'trained') resolve(report.model)
        else reject(new TrainingFailed(report.error))
      }),
    )
    child.once('error', error => settle(() => reject(error)))
    child.once('close', (code, by) => settle(() => reject(earlyEnd(by ?? code, complaint()))))
    // Without a process there is nobody to send to; its error comes as an event.
    if (child.connected) child.send(definition, error => error && settle(() => reject(error)))
  })

function startProcess(heapMb: number): ChildProcess {
  const cache = getCompileCacheDir()
  return fork(PROGRAM, {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${heapMb}`],
    // Loading what trains takes longer than most trainings; Node keeps a directory for each of its versions.
    env: cache === undefined ? {} : { NODE_COMPILE_CACHE: dirname(cache) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
}

/** The end of what the process complains about, for the log. */
function lastWords(stream: Readable | null): () => string {
  let said = ''
  stream?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-LIMITS.complaintCharacters)
  })
  return () => said.trim()
}

function earlyEnd(how: string | number | null, complaint: string): Error {
  const end = new Error(`the training process ended early (${how}): ${complaint}`)
  if (!complaint.includes('heap out of memory')) return end
  const reason = 'The bot is too large: its training needs more memory than a build may use.'
  return new TrainingFailed(end, reason)
}
