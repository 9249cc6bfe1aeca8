import { afterAll } from 'vitest'
import { openCluster } from '../../../test/postgres.ts'
import { useLineStores } from './line-store.testing.ts'
import { lineStoreContract } from './line-store-contract.testing.ts'
import { openPostgresEngine } from './postgres/engine.ts'
import { searchLaws } from './search-laws.testing.ts'
import type { Place } from './thread/calls.ts'
import { twoProcessesContract } from './two-processes.testing.ts'

const cluster = await openCluster()
const engine = openPostgresEngine((await cluster.createDatabase()).url)
afterAll(async () => {
  await engine.close()
  await cluster.close()
})

const stores = useLineStores()
const place = async (): Promise<Place> => {
  const { url } = await cluster.createDatabase()
  return { kind: 'database', url }
}

lineStoreContract('in PostgreSQL', async () => stores.openStore(await place()))
twoProcessesContract('one database', async () => {
  const shared = await place()
  return [stores.openStore(shared), stores.openStore(shared)]
})
searchLaws('in PostgreSQL', () => engine, 10)
