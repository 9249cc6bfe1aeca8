import { Worker } from 'node:worker_threads'
import type { BotDefinition, Model } from '@parley/nlu'
import { LIMITS } from './limits.ts'

/** Trains off the request path. Rejects with the signal's reason when aborted; the work then stops at once. */
export type Trainer = (definition: BotDefinition, signal: AbortSignal) => Promise<Model>

/** A definition that no model comes of: trying again would change nothing. */
export class TrainingFailed extends Error {
  /** For the owner of the bot; what went wrong inside stays in the log. */
  readonly reason: string

  constructor(cause: unknown) {
    super('no model came of the training', { cause })
    this.name = 'TrainingFailed'
    this.reason = isOutOfMemory(cause)
      ? 'The bot is too large: its training needs more memory than a build may use.'
      : 'The model could not be trained.'
  }
}

const isOutOfMemory = (cause: unknown) =>
  cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY'

const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './train-worker.ts' : './train-worker.js',
  import.meta.url,
)

/** Each training has a thread of its own, so that ending it is ending the thread. */
export const workerTrainer: Trainer = (definition, signal) =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const worker = new Worker(WORKER, {
      workerData: definition,
      resourceLimits: { maxOldGenerationSizeMb: LIMITS.trainingHeapMb },
    })
    const settle = (finish: () => void) => {
      signal.removeEventListener('abort', abort)
      worker.removeAllListeners()
      worker.on('error', () => undefined)
      void worker.terminate()
      finish()
    }
    const abort = () => settle(() => reject(signal.reason))
    signal.addEventListener('abort', abort, { once: true })
    worker.once('message', (model: Model) => settle(() => resolve(model)))
    worker.once('error', error => settle(() => reject(new TrainingFailed(error))))
    worker.once('exit', code => settle(() => reject(new TrainingFailed(`exit code ${code}`))))
  })
