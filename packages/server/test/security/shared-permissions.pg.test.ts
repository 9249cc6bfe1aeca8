/** Permissions among four processes that share a database (docs: invariants). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWatched, type FourServers, startFourServers, untilAnswer } from '../four-servers.ts'
import { type Cluster, openCluster } from '../postgres.ts'

const TRIALS = 5

let cluster: Cluster
let four: FourServers
beforeAll(async () => {
  cluster = await openCluster()
  four = await startFourServers(cluster)
})
afterAll(async () => {
  await four?.close()
  await cluster?.close()
})

describe('a permission that one process takes away', () => {
  it('is refused by the three others, and stays refused', async () => {
    const [first, ...others] = four.servers
    const watched = await createWatched(first!, 'eve')
    const askers = others.map(watched.askerOf)
    for (let trial = 0; trial < TRIALS; trial++) {
      await watched.grant()
      await Promise.all(askers.map(ask => untilAnswer(ask, 'allowed')))
      await watched.revoke()
      await Promise.all(askers.map(ask => untilAnswer(ask, 'denied')))
      const after = await Promise.all(askers.flatMap(ask => [ask(), ask(), ask()]))
      expect(new Set(after)).toEqual(new Set(['denied']))
    }
  })

  it('is refused within the second by a process whose feed was silently cut', async () => {
    const watched = await createWatched(four.servers[0]!, 'mallory')
    const ask = watched.askerOf(four.servers[3]!)
    await watched.grant()
    await untilAnswer(ask, 'allowed')
    four.proxy.stall('listeners')
    await watched.revoke()
    await new Promise(resolve => setTimeout(resolve, 1_000))
    // It may no longer believe what it has cached, and asks the database.
    expect(await ask()).toBe('denied')
    await watched.grant()
    expect(await ask()).toBe('allowed')
    four.proxy.resume()
    await watched.revoke()
    await untilAnswer(ask, 'denied')
  })

  it('is not allowed by a process that cannot reach the database at all', async () => {
    const watched = await createWatched(four.servers[0]!, 'trent')
    const ask = watched.askerOf(four.servers[3]!)
    await watched.grant()
    await untilAnswer(ask, 'allowed')
    four.proxy.stall('all')
    await watched.revoke()
    await new Promise(resolve => setTimeout(resolve, 1_000))
    const blind = ask()
    await new Promise(resolve => setTimeout(resolve, 2_000))
    four.proxy.resume()
    expect(await blind).not.toBe('allowed')
    await untilAnswer(ask, 'denied')
  })
})
