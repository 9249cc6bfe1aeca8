import { expect, it } from 'vitest'
import { loadRecogniser, train } from '../index.ts'
import { bot, intent } from '../testing.ts'
import { decodeModel, encodeModel } from './format.ts'
import type { ModelHead } from './model.ts'

it('loads a model that was stored before familiarity was measured', () => {
  const definition = bot(
    [
      intent('Book', ['book a room', 'i need a room']),
      intent('Cancel', ['cancel it', 'never mind']),
    ],
    [],
  )
  const { head, columns } = decodeModel<ModelHead>(train(definition))
  const { familiarity, ...older } = head
  const best = (model: Uint8Array) =>
    loadRecogniser(model).recognise('could you book a room', { now: 0 }).ranked[0]
  const old = best(encodeModel({ head: older, columns }))
  expect(old?.intent).toBe('Book')
  expect(old?.score).toBeGreaterThan(0.4)
  expect(familiarity?.words).toBeGreaterThan(0.2)
})
