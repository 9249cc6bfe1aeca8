import { parentPort, workerData } from 'node:worker_threads'
import { type BotDefinition, train } from '@parley/nlu'

/** The thread of one training: a definition in, a model out. */
const model = train(workerData as BotDefinition)
parentPort?.postMessage(model)
