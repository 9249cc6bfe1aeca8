import { describe, expect, it } from 'vitest'
import { LIMITS } from './limits.ts'
import { type Member, type Ready, superviseTeam } from './supervise.ts'

const READY: Ready = { url: 'http://x', account: '1', region: 'r', credentialsFile: 'f' }
const turn = () => new Promise(setImmediate)

/** Members that end when they are told to, and a sleep that lasts as long as the test likes. */
function stage() {
  const started: (Member & { end(): void; fail(): void })[] = []
  const said: string[] = []
  const waits: number[] = []
  const start = () => {
    const ended = Promise.withResolvers<void>()
    const ready = Promise.withResolvers<Ready>()
    const member = {
      ready: ready.promise,
      ended: ended.promise,
      stop: ended.resolve,
      kill: ended.resolve,
      end: ended.resolve,
      fail() {
        ready.reject(new Error('no database'))
        ended.resolve()
      },
    }
    started.push(member)
    if (started.length > 1) ready.resolve(READY)
    return Object.assign(member, { becomeReady: () => ready.resolve(READY) })
  }
  const sleep = (ms: number, signal?: AbortSignal) => {
    if (ms === LIMITS.settledMs) return new Promise<void>(() => {})
    waits.push(ms)
    return signal?.aborted ? Promise.reject(signal.reason) : Promise.resolve()
  }
  return { started, said, waits, start, sleep, say: (text: string) => said.push(text) }
}

describe('a team of processes', () => {
  it('is started by its first member, whose failure is everybody’s', async () => {
    const { start, started, said, sleep } = stage()
    const team = superviseTeam({ size: 4, start, sleep, say: text => said.push(text) })
    await turn()
    expect(started).toHaveLength(1)
    started[0]?.fail()
    await expect(team).rejects.toThrow('no database')
    expect(started).toHaveLength(1)
  })

  it('replaces who ends, each time a little later', async () => {
    const { start, started, waits, sleep, say } = stage()
    const joining = superviseTeam({ size: 3, start, sleep, say })
    await turn()
    ;(started[0] as unknown as { becomeReady(): void }).becomeReady()
    const team = await joining
    expect(started).toHaveLength(3)
    started[2]?.end()
    await turn()
    expect(started).toHaveLength(4)
    started[3]?.end()
    await turn()
    expect(started).toHaveLength(5)
    expect(waits).toEqual([LIMITS.firstRestartMs, LIMITS.firstRestartMs * 2])
    await team.stop()
    expect(started).toHaveLength(5)
  })
})
