import { expect, it } from 'vitest'
import { heardKey, heardRows, heardWrite } from '../../bots/heard.ts'
import { fakeClock } from '../../kernel/clock.ts'
import { memoryStore } from '../../store/memory.ts'
import {
  type Export,
  exportKey,
  type Import,
  importKey,
  putExport,
  putImport,
} from './archives/records.ts'
import { forgetHandler } from './sweeps.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const SCOPE = { account: '123456789012', region: 'us-east-1' }
const job = { kind: 'lex-forget', id: 'all', runAt: 0, payload: {} }
const run = { signal: new AbortController().signal, fencing: 1 }

it('forgets old utterances, exports and imports, and nothing younger', async () => {
  const clock = fakeClock(Date.parse('2026-03-20T10:00:00Z'))
  const store = memoryStore({ clock })
  const now = clock.now()
  const heard = (text: string, daysAgo: number) => {
    const at = now - daysAgo * DAY_MS
    const place = { ...SCOPE, bot: 'Shop', user: 'ann', version: '1', isMissed: true }
    return heardWrite(heardKey(place, text, at), text, undefined, at)
  }
  const exportOf = (version: string, hoursAgo: number): Export => ({
    ...SCOPE,
    resourceType: 'BOT',
    name: 'Shop',
    version,
    exportType: 'LEX',
    status: 'READY',
    id: version,
    requestedAt: now - hoursAgo * HOUR_MS,
  })
  const importOf = (id: string, daysAgo: number, status: Import['status']): Import => ({
    ...SCOPE,
    id,
    name: 'Shop',
    resourceType: 'BOT',
    mergeStrategy: 'OVERWRITE_LATEST',
    tags: [],
    status,
    failureReasons: [],
    createdAt: now - daysAgo * DAY_MS,
    done: 0,
    published: {},
  })
  const exports = [exportOf('1', 25), exportOf('2', 23)]
  const imports = [
    importOf('old', 16, 'COMPLETE'),
    importOf('young', 14, 'FAILED'),
    importOf('stuck', 16, 'IN_PROGRESS'),
  ]
  await store.commit([
    heard('old', 16),
    heard('young', 15),
    ...exports.map(putExport),
    ...imports.map(putImport),
  ])
  const outcome = await forgetHandler({ store, clock })(job, run)
  expect(outcome).toEqual({ kind: 'again', runAt: now + DAY_MS })
  const texts: string[] = []
  for await (const rows of heardRows(store)) texts.push(...rows.map(row => row.text))
  expect(texts).toEqual(['young'])
  const left = await store.getMany([
    ...exports.map(exportKey),
    ...imports.map(one => importKey(one, one.id)),
  ])
  expect(left.map(document => document !== undefined)).toEqual([false, true, false, true, true])
})
