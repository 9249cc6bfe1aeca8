import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { batchOf, find, line, NOON, useLineStores } from './line-store.testing.ts'
import { lineStoreContract } from './line-store-contract.testing.ts'

const stores = useLineStores()
lineStoreContract('in files', () => stores.openStore(stores.files()))
lineStoreContract('in memory', () => stores.openStore({ kind: 'memory' }))

describe('a line store in files', () => {
  it('keeps lines and checkpoints when it is closed', async () => {
    const place = stores.files()
    const before = stores.openStore(place)
    await before.ingest('a', batchOf([line(NOON, [['x', 1]])]))
    await before.close()
    const after = stores.openStore(place)
    expect(await find(after, 'x:1')).toEqual(['{"x":1}'])
    expect(await after.checkpoint('a', 'k')).toBe('1')
  })

  it('gives every account a folder of its own', async () => {
    const place = stores.files()
    const store = stores.openStore(place)
    const names = ['a', 'A', '_41_', '../x', 'a/b', 'ä']
    for (const name of names) await store.ingest(name, batchOf([line(NOON, [['x', 1]])]))
    const folders = readdirSync(place.directory)
    expect(new Set(folders.map(name => name.toLowerCase())).size).toBe(names.length)
    expect(readdirSync(join(place.directory, 'a-a'))).toContain('2026-11-25.db')
  })
})
