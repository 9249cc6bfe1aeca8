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

/** Regions as AWS names them. */
export const isRegion = (text: string) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(text)
