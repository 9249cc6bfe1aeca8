import { ServiceError } from '../../kernel/errors.ts'
import { s3NotImplemented } from '../../wire/s3-not-implemented.ts'

/** S3's errors in the words of its recorded answers; the members stand beside code and message. */

type Members = Readonly<Record<string, unknown>>

export const s3Error = (code: string, message: string, status: number, members: Members = {}) =>
  new ServiceError(code, message, { status, members })

export const invalidRequest = (message: string, members?: Members) =>
  s3Error('InvalidRequest', message, 400, members)

export const invalidArgument = (
  message: string,
  ArgumentName: string,
  ArgumentValue?: string | undefined,
) => s3Error('InvalidArgument', message, 400, { ArgumentName, ArgumentValue })

export const noSuchBucket = (BucketName: string) =>
  s3Error('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName })

export const noSuchKey = (Key: string, members: Members = {}) =>
  s3Error('NoSuchKey', 'The specified key does not exist.', 404, { Key, ...members })

export const noSuchVersion = (Key: string, VersionId: string) =>
  s3Error('NoSuchVersion', 'The specified version does not exist.', 404, { Key, VersionId })

export const noSuchUpload = (UploadId: string) =>
  s3Error(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
    { UploadId },
  )

export const preconditionFailed = (Condition: string) =>
  s3Error(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
    { Condition },
  )

export const notImplemented = (Header: string, additionalMessage?: string) =>
  s3NotImplemented({ Header, additionalMessage })

export const malformedXml = () =>
  s3Error(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
    400,
  )

export const invalidTag = (message: string, members?: Members) =>
  s3Error('InvalidTag', message, 400, members)

export const accessDenied = (message = 'Access Denied') => s3Error('AccessDenied', message, 403)
