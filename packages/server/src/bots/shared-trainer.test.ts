import type { BotDefinition, Model } from '@parley/nlu'
import { describe, expect, it } from 'vitest'
import { sharedTrainer } from './shared-trainer.ts'

const definition = (name: string): BotDefinition => ({
  locale: 'en-US',
  intents: [{ name, sampleUtterances: ['hello'], slots: [] }],
  slotTypes: [],
})

/** A trainer whose trainings end when they are told to. */
function steered() {
  const trainings: { readonly end: (model: Model) => void; readonly signal: AbortSignal }[] = []
  const train = sharedTrainer(
    (_, signal) =>
      new Promise((resolve, reject) => {
        trainings.push({ end: resolve, signal })
        signal.addEventListener('abort', () => reject(signal.reason))
      }),
  )
  return { train, trainings }
}

const model = (byte: number): Model => Uint8Array.of(byte)
const never = new AbortController().signal

describe('trainings of equal definitions', () => {
  it('are one for all who ask meanwhile', async () => {
    const { train, trainings } = steered()
    const both = [train(definition('A'), never), train(definition('A'), never)]
    const other = train(definition('B'), never)
    expect(trainings).toHaveLength(2)
    trainings[0]?.end(model(1))
    trainings[1]?.end(model(2))
    expect(await Promise.all(both)).toEqual([model(1), model(1)])
    expect(await other).toEqual(model(2))
  })

  it('begin anew once one has ended', async () => {
    const { train, trainings } = steered()
    const first = train(definition('A'), never)
    trainings[0]?.end(model(1))
    await first
    const second = train(definition('A'), never)
    trainings[1]?.end(model(2))
    expect(await second).toEqual(model(2))
  })

  it('go on for the others when one leaves, and end with the last', async () => {
    const { train, trainings } = steered()
    const [first, second] = [new AbortController(), new AbortController()]
    const left = train(definition('A'), first.signal)
    const stays = train(definition('A'), second.signal)
    first.abort(new Error('left'))
    await expect(left).rejects.toThrow('left')
    expect(trainings[0]?.signal.aborted).toBe(false)
    second.abort(new Error('left too'))
    await expect(stays).rejects.toThrow('left too')
    expect(trainings[0]?.signal.aborted).toBe(true)
    const late = train(definition('A'), never)
    trainings[1]?.end(model(3))
    expect(await late).toEqual(model(3))
  })

  it('fail for all who wait', async () => {
    const train = sharedTrainer(() => Promise.reject(new Error('no model')))
    const both = [train(definition('A'), never), train(definition('A'), never)]
    for (const one of both) await expect(one).rejects.toThrow('no model')
  })
})
