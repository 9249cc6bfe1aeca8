import { expect, it } from 'vitest'
import { writeZip } from '../kernel/archive.ts'
import { readPackage } from './code-store.ts'

it('uses what is in a package before it reads the next, also after one that is none', async () => {
  const seen: string[] = []
  const read = (name: string, bytes: Uint8Array) =>
    readPackage(bytes, async found => {
      seen.push(`${name} ${found.ok ? found.value.length : 'is none'}`)
      await new Promise(resolve => setImmediate(resolve))
      seen.push(`${name} ends`)
      if (name === 'thrown') throw new Error('not used')
    })
  const zip = await writeZip([{ name: 'index.js', bytes: Buffer.from('code') }])
  const all = await Promise.allSettled([
    read('bad', Buffer.from('no zip')),
    read('thrown', zip),
    read('good', zip),
  ])
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(seen).toEqual([
    ...['bad is none', 'bad ends'],
    ...['thrown 1', 'thrown ends'],
    ...['good 1', 'good ends'],
  ])
})
