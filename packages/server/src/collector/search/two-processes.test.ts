import { useLineStores } from './line-store.testing.ts'
import { twoProcessesContract } from './two-processes.testing.ts'

const stores = useLineStores()
twoProcessesContract('the same files', () => {
  const place = stores.files()
  return [stores.openStore(place), stores.openStore(place)]
})
