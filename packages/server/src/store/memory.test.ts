import { fakeClock } from '../kernel/clock.ts'
import { commitContract } from './commit-contract.testing.ts'
import { logAndLeaseContract } from './log-contract.testing.ts'
import { memoryStore } from './memory.ts'
import { type OpenHome, storeContract } from './store-contract.testing.ts'
import { storeModelTest } from './store-model.testing.ts'

const open: OpenHome = async () => {
  const clock = fakeClock()
  const store = memoryStore({ clock })
  const reopen = () => Promise.reject(new Error('this engine forgets'))
  return { store, clock, reopen, remove: () => store.close() }
}

storeContract('memory', open)
commitContract('memory', open)
logAndLeaseContract('memory', open)
storeModelTest('memory', open, 300)
