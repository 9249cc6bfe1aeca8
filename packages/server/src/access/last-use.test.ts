import { describe, expect, it } from 'vitest'
import { fakeClock } from '../kernel/clock.ts'
import { memoryStore } from '../store/memory.ts'
import { CommitConflict, type Write } from '../store/store.ts'
import { OWN } from './access.testing.ts'
import type { Identity } from './identity.ts'
import { useNotes } from './last-use.ts'
import { LIMITS } from './limits.ts'
import { type LastUse, lastUseKey, recordOf } from './records.ts'

const CALLER: Identity = {
  account: OWN,
  accessKeyId: 'AKIA1',
  principal: { kind: 'root', arn: `arn:aws:iam::${OWN}:root`, account: OWN },
}
const use = (at: number): LastUse => ({ at, region: 'us-east-1', service: 'iam' })

describe('the last use of a key', () => {
  it('is written once an interval', async () => {
    const store = memoryStore({ clock: fakeClock() })
    const note = useNotes(store)
    const noted = async () => recordOf<LastUse>(await store.get(lastUseKey('AKIA1')))?.at
    await note(CALLER, use(1000))
    await note(CALLER, use(1000 + LIMITS.lastUseIntervalMs - 1))
    expect(await noted()).toBe(1000)
    await note(CALLER, use(1000 + LIMITS.lastUseIntervalMs))
    expect(await noted()).toBe(1000 + LIMITS.lastUseIntervalMs)
  })

  it('holds no call up when it cannot be written, and is tried again', async () => {
    const seen: number[] = []
    const note = useNotes({
      async commit(writes: readonly Write[]) {
        seen.push(writes.length)
        if (seen.length === 1) throw new CommitConflict(lastUseKey('AKIA1'), 'revision')
        return { revision: 1, counters: new Map() }
      },
    })
    await note(CALLER, use(1))
    await note(CALLER, use(2))
    await note(CALLER, use(3))
    expect(seen).toEqual([1, 1])
  })
})
