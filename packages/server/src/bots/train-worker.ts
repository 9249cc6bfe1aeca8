import { enableCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import type { TrainingOrder, TrainingReport } from './trainer.ts'

/** The thread of one training: a definition in, a model or the failure out. */
const { definition, compileCache } = workerData as TrainingOrder
// A thread does not inherit the cache, and loading what trains takes longer than most trainings.
if (compileCache !== undefined) enableCompileCache(compileCache)
const { train } = await import('@parley/nlu')
parentPort?.postMessage(reportOf())

function reportOf(): TrainingReport {
  try {
    return { kind: 'trained', model: train(definition) }
  } catch (error) {
    return { kind: 'failed', error }
  }
}
