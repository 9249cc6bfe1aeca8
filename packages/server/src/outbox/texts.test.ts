import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fakeClock } from '../kernel/clock.ts'
import { seededRandom } from '../kernel/random.ts'
import { createSeal } from '../kernel/seal.ts'
import { within } from '../store/key.ts'
import { memoryStore } from '../store/memory.ts'
import { openSqliteStore } from '../store/sqlite/sqlite.ts'
import type { Store } from '../store/store.ts'
import {
  conversationLogWrites,
  QUEUE_KIND,
  queueId,
  queueLog,
  waitingEntry,
} from './conversation-log.ts'
import { createOutboxTexts } from './texts.ts'

const clock = fakeClock(Date.UTC(2026, 0, 20, 23, 59))
const ROOT_KEY = seededRandom('root key').bytes(32)
const textsOf = (rootKey = ROOT_KEY) =>
  createOutboxTexts(createSeal(rootKey, seededRandom('nonces')))
const texts = textsOf()
const destination = {
  ...{ account: '123456789012', region: 'us-east-1' },
  ...{ botName: 'Shop', botAlias: 'prod', botVersion: '3' },
  roleArn: 'arn:aws:iam::123456789012:role/Logger',
  logGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:talks:*',
  resourcePrefix: 'aws/lex/Shop/prod/3/',
}
const queue = queueId(destination)
const SAID = '{"inputTranscript":"my card is 4111111111111111 – ąę"}'

const say = (store: Store, message = SAID, time = clock.now()) =>
  store.commit(conversationLogWrites(destination, { time, message }, time, texts))
const waitingIn = async (store: Store) => (await store.readLog(queueLog(queue))).map(waitingEntry)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-outbox-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Whether any file, the log before it is folded in among them, holds the text. */
const isInFiles = (text: string) =>
  readdirSync(folder).some(file => readFileSync(join(folder, file)).includes(text))

describe('the text of a turn, while it waits', () => {
  it('is in no file of the store, and comes out as it went in, for another process too', async () => {
    const store = await openSqliteStore({ file: join(folder, 'parley.db'), clock })
    try {
      await say(store)
      expect(readdirSync(folder)).toContain('parley.db-wal')
      expect(isInFiles('aws/lex/Shop/prod/3/')).toBe(true)
      expect(isInFiles('4111111111111111')).toBe(false)
      const [entry] = await waitingIn(store)
      expect(entry && textsOf().messageOf(entry, queue)).toBe(SAID)
    } finally {
      await store.close()
    }
    expect(isInFiles('4111111111111111')).toBe(false)
  })

  it('is in no value of a store in memory', async () => {
    const store = memoryStore({ clock })
    await say(store)
    const entries = await waitingIn(store)
    const rows = await store.range(...within(QUEUE_KIND))
    expect(rows.documents).toHaveLength(1)
    expect(JSON.stringify([entries, rows.documents])).not.toContain('4111111111111111')
  })

  it('opens under its root key, in its queue, with its time, and nowhere else', async () => {
    const store = memoryStore({ clock })
    await say(store)
    const [entry] = await waitingIn(store)
    if (!entry?.sealed) throw new Error('nothing waits')
    expect(texts.messageOf(entry, queue)).toBe(SAID)
    expect(texts.messageOf(entry, 'another')).toBeUndefined()
    expect(textsOf(new Uint8Array(32)).messageOf(entry, queue)).toBeUndefined()
    for (const laterMs of [1, 60_000]) {
      const moved = { ...entry, time: entry.time + laterMs }
      expect(texts.messageOf(moved, queue)).toBeUndefined()
    }
    const cut = { ...entry, sealed: entry.sealed.slice(0, -4) }
    expect(texts.messageOf(cut, queue)).toBeUndefined()
  })

  it('is the same of turns on either side of midnight', async () => {
    const store = memoryStore({ clock })
    await say(store, 'before')
    await say(store, 'after', clock.now() + 60_000)
    const entries = await waitingIn(store)
    expect(entries.map(entry => texts.messageOf(entry, queue))).toEqual(['before', 'after'])
  })
})
