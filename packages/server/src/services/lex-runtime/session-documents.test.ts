import { describe, expect, it } from 'vitest'
import { newSession } from '../../dialog/session.ts'
import { fakeClock } from '../../kernel/clock.ts'
import type { Json } from '../../kernel/json.ts'
import { createLogger } from '../../kernel/log.ts'
import { memoryStore } from '../../store/memory.ts'
import type { Document, Key } from '../../store/store.ts'
import { createSessionDocuments } from './session-documents.ts'
import { type StoredSession, sessionKey } from './sessions.ts'

const clock = fakeClock(Date.UTC(2026, 0, 20, 23, 59))
const STORED: StoredSession = {
  ...{ alias: 'prod', botVersion: '3', build: '0', log: null },
  session: newSession(clock.now(), 1, 300),
}
const ANN = sessionKey('123456789012', 'us-east-1', 'Shop', 'ann')
const unopened = (key: Key, revision: number): Document => ({ key, revision, value: null })

/** What is read of sessions, and what was logged. */
function documents() {
  const lines: string[] = []
  const log = createLogger('info', line => lines.push(line))
  return { lines, ...createSessionDocuments(log) }
}

describe('a stored session', () => {
  it('comes out as it went in', async () => {
    const store = memoryStore({ clock })
    const { write, open } = documents()
    await store.commit([write(ANN, STORED)])
    const document = await store.get(ANN)
    expect(document && open(document)).toEqual(STORED)
  })

  it('opens when an earlier version wrote it', async () => {
    const store = memoryStore({ clock })
    await store.commit([{ type: 'put', key: ANN, value: STORED as unknown as Json }])
    const document = await store.get(ANN)
    expect(document && documents().open(document)).toEqual(STORED)
  })

  it('that does not open counts as none, and is logged once, without the name of its user', () => {
    const { open, lines } = documents()
    for (let again = 0; again < 2; again++) expect(open(unopened(ANN, 7))).toBeUndefined()
    expect(lines.map(line => JSON.parse(line))).toMatchObject([
      { level: 'error', account: '123456789012', region: 'us-east-1', bot: 'Shop' },
    ])
    expect(lines.join()).not.toContain('ann')
    expect(open(unopened(ANN, 8))).toBeUndefined()
    expect(lines).toHaveLength(2)
  })
})
