import { expect, it } from 'vitest'
import { collectRoom, newAccount } from './collect-room.testing.ts'
import { RETAIN } from './job-kinds.ts'
import { retainHandler } from './jobs.ts'
import { LIMITS } from './limits.ts'
import { eventsLog } from './records.ts'
import type { LineStore } from './search/search.ts'

it('once a day the oldest events of an account are forgotten, and the days it does not keep', async () => {
  await using room = await collectRoom({ active: false })
  const { id, retentionDays } = newAccount(room.connector)
  const log = eventsLog(id)
  const more = 7
  const entries = Array.from({ length: LIMITS.keptEvents + more }, (_, n) => ({ n }))
  await room.store.commit([{ type: 'append', log, entries }])
  const dropped: (readonly [string, string])[] = []
  const lines: Pick<LineStore, 'retain'> = {
    async retain(account, day) {
      dropped.push([account, day])
      return []
    },
  }
  const job = { kind: RETAIN, id: 'all', runAt: 0, payload: {} }
  const run = { signal: new AbortController().signal, fencing: 1 }
  const again = await retainHandler({ ...room, lines })(job, run)
  expect(again).toEqual({ kind: 'again', runAt: room.clock.now() + 86_400_000 })
  const [first] = await room.store.readLog(log, { limit: 1 })
  expect(first?.value).toEqual({ n: more })
  const day = new Date(room.clock.now() - retentionDays * 86_400_000).toISOString().slice(0, 10)
  expect(dropped).toEqual([[id, day]])
})
