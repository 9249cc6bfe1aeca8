import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import type { BlobsPlace } from '../src/blobs/s3/client.ts'
import { type House, openHouse } from './house.ts'

/** A second server, whose S3 keeps the blobs of others. */
export interface BlobsHouse extends AsyncDisposable {
  readonly house: House
  readonly s3: S3Client
  /** A prefix of its own in the bucket. */
  place(prefix: string, endpoint?: string): BlobsPlace
  close(): Promise<void>
}

export const BUCKET = 'bytes-of-others'

export async function openBlobsHouse(): Promise<BlobsHouse> {
  const house = await openHouse({ args: ['--ephemeral', '--port', '0'] })
  const s3 = new S3Client({ ...house.as(), forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
  const close = async () => {
    s3.destroy()
    await house.close()
  }
  return {
    house,
    s3,
    place: (prefix, endpoint = house.url) => ({
      ...{ endpoint, bucket: BUCKET, prefix },
      region: house.region,
      credentials: house.root,
    }),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** What a server finds in its environment. */
export const blobsEnvironment = ({
  endpoint,
  bucket,
  prefix,
  region,
  credentials,
}: BlobsPlace) => ({
  PARLEY_BLOBS: `s3://${bucket}/${prefix}`,
  AWS_ENDPOINT_URL_S3: endpoint,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
})
