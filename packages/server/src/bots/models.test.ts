import { expect, it } from 'vitest'
import { memoryStore } from '../store/memory.ts'
import { namedModels } from './models.ts'
import { LATEST, versionedKey } from './records.ts'

it('models are named by any version of any bot', async () => {
  const store = memoryStore()
  const put = (account: string, name: string, version: string, modelBlob?: string) => ({
    type: 'put' as const,
    key: versionedKey('bot', account, 'us-east-1', name, version),
    value: modelBlob === undefined ? { name } : { name, modelBlob },
  })
  const many = Array.from({ length: 1_200 }, (_, i) => put('2', 'Other', `${i + 1}`, `other-${i}`))
  await store.commit([
    put('1', 'Flowers', LATEST, 'shared'),
    put('1', 'Flowers', '1', 'shared'),
    put('1', 'Flowers', '2', 'old'),
    put('1', 'Saved', LATEST),
    ...many,
  ])
  const named = await namedModels(store)
  expect(named.size).toBe(1_202)
  for (const blob of ['shared', 'old', 'other-0', 'other-1199']) expect(named).toContain(blob)
})
