import { s3Error } from './errors.ts'
import { LIMITS } from './limits.ts'

/** @throws ServiceError InvalidBucketName */
export function assertBucketName(name: string): void {
  const fits = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)
  const isAddress = /^\d{1,3}(\.\d{1,3}){3}$/.test(name)
  const isReserved = /^xn--|^sthree-|^amzn-s3-demo-|-s3alias$|--ol-s3$|\.mrap$|--x-s3$/.test(name)
  if (fits && !isAddress && !isReserved && !/\.\.|\.-|-\./.test(name)) return
  throw s3Error('InvalidBucketName', 'The specified bucket is not valid.', 400, {
    BucketName: name,
  })
}

/** @throws ServiceError KeyTooLongError */
export function assertObjectKey(objectKey: string): void {
  const Size = Buffer.byteLength(objectKey)
  if (Size <= LIMITS.keyBytes) return
  throw s3Error('KeyTooLongError', 'Your key is too long', 400, {
    Size,
    MaxSizeAllowed: LIMITS.keyBytes,
  })
}

/** Whether AWS has a region of this name. */
export const isRegion = (text: string) => REGIONS.has(text)

const REGIONS: ReadonlySet<string> = new Set(
  Object.entries({
    af: 'south-1',
    ap: 'east-1 east-2 northeast-1 northeast-2 northeast-3 south-1 south-2 southeast-1 southeast-2',
    'ap-southeast': '3 4 5 6 7',
    ca: 'central-1 west-1',
    cn: 'north-1 northwest-1',
    eu: 'central-1 central-2 north-1 south-1 south-2 west-1 west-2 west-3',
    il: 'central-1',
    me: 'central-1 south-1',
    mx: 'central-1',
    sa: 'east-1',
    us: 'east-1 east-2 west-1 west-2',
    'us-gov': 'east-1 west-1',
  }).flatMap(([area, names]) => names.split(' ').map(name => `${area}-${name}`)),
)
