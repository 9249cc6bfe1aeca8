import type { Compiler } from '../../access/compiled.ts'
import type { Blobs } from '../../blobs/blobs.ts'
import type { Seal } from '../../kernel/seal.ts'
import { documentsOver } from '../../operation/documents.ts'
import { defineService, type Service } from '../../operation/operation.ts'
import type { Store } from '../../store/store.ts'
import type { StoredBytes } from './content.ts'
import type { S3Context } from './context.ts'
import { getBucketLogging, putBucketLogging } from './operations/bucket-logging.ts'
import * as policies from './operations/bucket-policy.ts'
import * as settings from './operations/bucket-settings.ts'
import { deleteBucket, getBucketLocation, headBucket, listBuckets } from './operations/buckets.ts'
import { copyObject } from './operations/copy-object.ts'
import { createBucket } from './operations/create-bucket.ts'
import { createMultipartUpload } from './operations/create-multipart-upload.ts'
import { deleteObject, deleteObjects } from './operations/delete-objects.ts'
import { abortMultipartUpload, completeMultipartUpload } from './operations/finish-upload.ts'
import { getObject, headObject } from './operations/get-object.ts'
import { listObjectVersions } from './operations/list-object-versions.ts'
import { listObjects, listObjectsV2 } from './operations/list-objects.ts'
import { listMultipartUploads, listParts } from './operations/list-uploads.ts'
import { getBucketAcl, getObjectAcl, getObjectAttributes } from './operations/object-facts.ts'
import { putObject } from './operations/put-object.ts'
import * as tagging from './operations/tagging.ts'
import { uploadPart } from './operations/upload-part.ts'
import { uploadPartCopy } from './operations/upload-part-copy.ts'

export interface S3Parts {
  readonly seal: Seal
  readonly compiler: Compiler
  readonly blobs: Blobs
  readonly store: Store
}

/** Amazon S3 (spec/surroundings.md §1). */
export function s3Service({ seal, compiler, blobs, store }: S3Parts): Service {
  const own = {
    seal,
    compiler,
    blobs,
    received: new WeakMap<object, Promise<StoredBytes>>(),
    view: () => documentsOver(store, () => []),
  }
  return defineService<S3Context>({
    name: 's3',
    context: core => ({ ...core, ...own }),
    operations: [
      listBuckets,
      createBucket,
      headBucket,
      deleteBucket,
      getBucketLocation,
      getBucketLogging,
      putBucketLogging,
      putObject,
      getObject,
      headObject,
      copyObject,
      deleteObject,
      deleteObjects,
      getObjectAttributes,
      getBucketAcl,
      getObjectAcl,
      listObjects,
      listObjectsV2,
      listObjectVersions,
      createMultipartUpload,
      uploadPart,
      uploadPartCopy,
      completeMultipartUpload,
      abortMultipartUpload,
      listParts,
      listMultipartUploads,
      ...Object.values(tagging),
      ...Object.values(policies),
      ...Object.values(settings),
    ],
  })
}
