import { afterAll } from 'vitest'
import { openCluster } from '../../../test/postgres.ts'
import { commitContract } from '../commit-contract.testing.ts'
import { logAndLeaseContract, restartContract } from '../log-contract.testing.ts'
import { storeContract } from '../store-contract.testing.ts'
import { storeModelTest } from '../store-model.testing.ts'
import { sharedHomes } from './postgres-home.testing.ts'

const cluster = await openCluster()
const database = await cluster.createDatabase()
const homes = sharedHomes(database)
const readingThrough = sharedHomes(await cluster.createDatabase(), () => false)
afterAll(async () => {
  await homes.close()
  await readingThrough.close()
  await cluster.close()
})

storeContract('PostgreSQL', homes.open)
commitContract('PostgreSQL', homes.open)
logAndLeaseContract('PostgreSQL', homes.open)
restartContract('PostgreSQL', homes.open)
storeModelTest('PostgreSQL', homes.open, 60)
storeContract('PostgreSQL without cache', readingThrough.open)
