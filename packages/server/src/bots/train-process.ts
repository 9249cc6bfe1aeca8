import { type BotDefinition, train } from '@parley/nlu'
import type { TrainingReport } from './trainer.ts'

/** The process of one training: a definition in, a model or the failure out. */
process.once('message', (definition: BotDefinition) => {
  // Once this is said, or when nobody is there to hear it.
  process.send?.(reportOf(definition), () => process.exit())
})

function reportOf(definition: BotDefinition): TrainingReport {
  try {
    return { kind: 'trained', model: train(definition) }
  } catch (error) {
    return { kind: 'failed', error }
  }
}
