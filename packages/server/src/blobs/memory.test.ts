import { seededRandom } from '../kernel/random.ts'
import { blobsContract } from './blobs-contract.testing.ts'
import { memoryBlobs } from './memory.ts'

blobsContract('memory', clock => ({
  blobs: memoryBlobs(seededRandom('blobs'), clock),
  remove: () => {},
}))
