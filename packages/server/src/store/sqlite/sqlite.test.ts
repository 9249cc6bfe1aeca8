import { afterAll } from 'vitest'
import { commitContract } from '../commit-contract.testing.ts'
import { logAndLeaseContract, restartContract } from '../log-contract.testing.ts'
import { storeContract } from '../store-contract.testing.ts'
import { storeModelTest } from '../store-model.testing.ts'
import { sharedHomes, temporaryDirectory } from './sqlite-home.testing.ts'

const directory = temporaryDirectory()
const homes = sharedHomes(directory.path)
afterAll(async () => {
  await homes.close()
  directory.remove()
})

storeContract('SQLite', homes.open)
commitContract('SQLite', homes.open)
logAndLeaseContract('SQLite', homes.open)
restartContract('SQLite', homes.open)
storeModelTest('SQLite', homes.open, 60)
