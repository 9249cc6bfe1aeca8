import { ServiceError } from '../kernel/errors.ts'

/** S3's answer to what it does not do, said by whoever notices first. */
export const s3NotImplemented = (members: Readonly<Record<string, unknown>> = {}): ServiceError =>
  new ServiceError(
    'NotImplemented',
    'A header you provided implies functionality that is not implemented',
    { status: 501, members },
  )
