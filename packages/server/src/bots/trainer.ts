import { getCompileCacheDir } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { BotDefinition, Model } from '@parley/nlu'
import { LIMITS } from './limits.ts'

/**
 * Trains off the request path. Rejects with the signal's reason when aborted; the work then stops at once.
 * @throws TrainingFailed when no model comes of the definition; other errors when the thread could not work
 */
export type Trainer = (definition: BotDefinition, signal: AbortSignal) => Promise<Model>

/** What a thread is given. */
export interface TrainingOrder {
  readonly definition: BotDefinition
  /** Undefined when this process has none. */
  readonly compileCache: string | undefined
}

/** What it gives back. */
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

const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './train-worker.ts' : './train-worker.js',
  import.meta.url,
)

/** Each training has a thread of its own, so that ending it is ending the thread. */
export const workerTrainer: Trainer = (definition, signal) =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const order: TrainingOrder = { definition, compileCache: getCompileCacheDir() }
    const worker = new Worker(WORKER, {
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: LIMITS.trainingHeapMb },
    })
    const settle = (finish: () => void) => {
      signal.removeEventListener('abort', abort)
      worker.removeAllListeners()
      // What a thread that is being ended still says is of no interest.
      worker.on('error', () => undefined)
      void worker.terminate()
      finish()
    }
    const abort = () => settle(() => reject(signal.reason))
    signal.addEventListener('abort', abort, { once: true })
    worker.once('message', (report: TrainingReport) =>
      settle(() => {
        if (report.kind === 'trained') resolve(report.model)
        else reject(new TrainingFailed(report.error))
      }),
    )
    worker.once('error', error => settle(() => reject(threadFailure(error))))
    worker.once('exit', code =>
      settle(() => reject(new Error(`the training thread ended with exit code ${code}`))),
    )
  })

function threadFailure(error: unknown): unknown {
  const isOutOfMemory =
    error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  if (!isOutOfMemory) return error
  const reason = 'The bot is too large: its training needs more memory than a build may use.'
  return new TrainingFailed(error, reason)
}
