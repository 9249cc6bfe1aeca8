import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newSession } from '../../dialog/session.ts'
import { fakeClock } from '../../kernel/clock.ts'
import type { Json } from '../../kernel/json.ts'
import { createLogger } from '../../kernel/log.ts'
import { seededRandom } from '../../kernel/random.ts'
import { createSeal } from '../../kernel/seal.ts'
import { memoryStore } from '../../store/memory.ts'
import { openSqliteStore } from '../../store/sqlite/sqlite.ts'
import type { Document, Key, Store } from '../../store/store.ts'
import { createSessionSeal, sessionEnd } from './session-seal.ts'
import { type StoredSession, sessionKey } from './sessions.ts'

const clock = fakeClock(Date.UTC(2026, 0, 20, 23, 59))
const ROOT_KEY = seededRandom('root key').bytes(32)

/** A process, and what it has logged. */
function processWith(rootKey = ROOT_KEY) {
  const lines: string[] = []
  const log = createLogger('info', line => lines.push(line))
  return { lines, ...createSessionSeal(createSeal(rootKey, seededRandom('nonces')), log) }
}

const CARD = '4111111111111111'
const STORED: StoredSession = {
  ...{ alias: 'prod', botVersion: '3', build: '0', log: null },
  session: {
    ...newSession(clock.now(), 1, 300),
    attributes: { name: 'Zażółć' },
    current: {
      ...{ intent: 'Pay', episode: 1, slots: { card: CARD }, slotDetails: {} },
      ...{ confirmationStatus: 'None', slotToElicit: null, override: null },
      attempts: { slot: 0, confirm: 0, followUp: 0 },
    },
  },
}
const keyOf = (user: string, bot = 'Shop') => sessionKey('123456789012', 'us-east-1', bot, user)
const ANN = keyOf('ann')

async function documentIn(store: Store, key: Key): Promise<Document> {
  const document = await store.get(key)
  if (!document) throw new Error('no session')
  return document
}

/** The row of one session under the key of another. */
async function copied(store: Store, { value }: Document, key: Key): Promise<Document> {
  await store.commit([{ type: 'put', key, value }])
  return documentIn(store, key)
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-sessions-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const isInFiles = (text: string) =>
  readdirSync(folder).some(file => readFileSync(join(folder, file)).includes(text))

describe('a stored session', () => {
  it('is in no file of the store, and comes out as it went in, for another process too', async () => {
    const store = await openSqliteStore({ file: join(folder, 'parley.db'), clock })
    try {
      await store.commit([processWith().write(ANN, STORED, clock.now())])
      expect(readdirSync(folder)).toContain('parley.db-wal')
      expect(isInFiles('lex.session')).toBe(true)
      for (const text of [CARD, 'Zażółć', 'Pay']) expect(isInFiles(text), text).toBe(false)
      expect(processWith().open(await documentIn(store, ANN))).toEqual(STORED)
    } finally {
      await store.close()
    }
    for (const text of [CARD, 'Zażółć', 'Pay']) expect(isInFiles(text), text).toBe(false)
  })

  it('tells without a key when it ends', async () => {
    const store = memoryStore({ clock })
    await store.commit([processWith().write(ANN, STORED, clock.now())])
    expect(sessionEnd(await documentIn(store, ANN))).toBe(clock.now() + 300_000)
  })

  it('opens under the key of its own day, also on the next one', async () => {
    const store = memoryStore({ clock })
    const { write, open } = processWith()
    for (const laterMs of [0, 60_000]) {
      await store.commit([write(ANN, STORED, clock.now() + laterMs)])
      expect(open(await documentIn(store, ANN))).toEqual(STORED)
    }
  })

  it('opens in its own place under its root key, and nowhere else', async () => {
    const store = memoryStore({ clock })
    const { write, open } = processWith()
    await store.commit([write(ANN, STORED, clock.now())])
    const document = await documentIn(store, ANN)
    for (const key of [keyOf('bob'), keyOf('ann', 'Shop2')]) {
      expect(open(await copied(store, document, key)), key).toBeUndefined()
    }
    expect(processWith(new Uint8Array(32)).open(document)).toBeUndefined()
    const { day, sealed } = document.value as { day: number; sealed: string }
    for (const change of [{ day: day + 1 }, { sealed: sealed.slice(0, -4) }, { sealed: '' }]) {
      const value = { ...(document.value as object), ...change }
      expect(open({ ...document, value }), JSON.stringify(change)).toBeUndefined()
    }
    expect(open(document)).toEqual(STORED)
  })

  it('that does not open is logged once, without the name of its user', async () => {
    const store = memoryStore({ clock })
    const { write, open, lines } = processWith()
    await store.commit([write(ANN, STORED, clock.now())])
    const document = await documentIn(store, ANN)
    const stolen = await copied(store, document, keyOf('bob'))
    for (const again of [stolen, stolen]) expect(open(again)).toBeUndefined()
    expect(lines.map(line => JSON.parse(line))).toMatchObject([
      { level: 'error', account: '123456789012', region: 'us-east-1', bot: 'Shop' },
    ])
    expect(lines.join()).not.toContain('bob')
    expect(open(await copied(store, document, keyOf('bob')))).toBeUndefined()
    expect(lines).toHaveLength(2)
  })

  it('opens when an earlier version wrote it, in clear', async () => {
    const store = memoryStore({ clock })
    await store.commit([{ type: 'put', key: ANN, value: STORED as unknown as Json }])
    const document = await documentIn(store, ANN)
    expect(processWith().open(document)).toEqual(STORED)
    expect(sessionEnd(document)).toBe(clock.now() + 300_000)
  })
})
