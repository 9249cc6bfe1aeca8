import { createHash } from 'node:crypto'
import type { BotDefinition, Model } from '@parley/nlu'
import type { Trainer } from './trainer.ts'

/**
 * Trains equal definitions once for all who ask at the same time: a bot that is put and published at once.
 * The training ends early only when nobody waits for it any more.
 */
export function sharedTrainer(train: Trainer): Trainer {
  const running = new Map<string, Training>()
  const begin = (id: string, definition: BotDefinition): Training => {
    const stop = new AbortController()
    const model = train(definition, stop.signal).finally(() => {
      if (running.get(id) === training) running.delete(id)
    })
    // Each who waits has its own answer; without any, nobody would take the failure.
    model.catch(() => undefined)
    const training: Training = { model, stop, waiting: 0 }
    running.set(id, training)
    return training
  }
  return (definition, signal) => {
    if (signal.aborted) return Promise.reject(signal.reason)
    const id = createHash('sha256').update(JSON.stringify(definition)).digest('base64')
    const training = running.get(id) ?? begin(id, definition)
    return wait(training, signal, () => {
      // Who asks from now on begins anew.
      if (running.get(id) === training) running.delete(id)
    })
  }
}

interface Training {
  readonly model: Promise<Model>
  readonly stop: AbortController
  waiting: number
}

function wait(training: Training, signal: AbortSignal, forget: () => void): Promise<Model> {
  training.waiting++
  return new Promise((resolve, reject) => {
    const leave = () => {
      training.waiting--
      if (training.waiting === 0) {
        forget()
        training.stop.abort(signal.reason)
      }
      reject(signal.reason)
    }
    signal.addEventListener('abort', leave, { once: true })
    training.model.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
