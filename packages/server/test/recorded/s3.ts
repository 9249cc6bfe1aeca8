import { bucketTests } from './s3-buckets.ts'
import { conditionTests, sourceConditions } from './s3-conditions.ts'
import { copyTests } from './s3-copies.ts'
import { expiryTests } from './s3-expiry.ts'
import { formTests } from './s3-forms.ts'
import { linkTests } from './s3-links.ts'
import { listings } from './s3-listings.ts'
import { loggingTests } from './s3-logging.ts'
import { encryptionTests, moreTests } from './s3-more.ts'
import { objectTests } from './s3-objects.ts'
import { moreListings, pageTests } from './s3-pages.ts'
import { partTests } from './s3-parts.ts'
import { plainTests } from './s3-plain.ts'
import { settingTests } from './s3-settings.ts'
import { type BucketRoom, openBucketRoom } from './s3-stage.ts'
import { tagTests } from './s3-tags.ts'
import { uploadTests } from './s3-uploads.ts'
import type { Stage } from './stage.ts'
import { type PlayOptions, play, type RecordedSuite } from './suite.ts'

/** Tests by their name in the recordings. */
export type Tests = Readonly<Record<string, (room: BucketRoom, stage: Stage) => Promise<void>>>

/** Words of the recordings that stand for something else each time. */
const READING = {
  '"datetime"': '"<datetime>"',
  '"next-continuation-token"': '"<uuid>"',
  '"continuation-token"': '"<uuid>"',
  '<location-constraint>': '<uuid>',
  // Nothing is told here of what serves.
  '"server":"server",': '',
  '"server":"<server:1>",': '',
  // Names of owners are not told any more.
  ':"date"': ':"<date>"',
  '"DisplayName":"<display-name>",': '',
  '"DisplayName":"display-name",': '',
  ...Object.fromEntries(
    ['host-id', '<host-id>', '<host-id:1>', '<host-id:2>'].map(id => [
      ...[`"HostId":"${id}"`, '"HostId":"<uuid>"'],
    ]),
  ),
  ':"request-id"': ':"<uuid>"',
  ':"id-2"': ':"<uuid>"',
  ':"x-amz-id-2"': ':"<uuid>"',
  ':"x-amz-request-id"': ':"<uuid>"',
  ':"last-modified"': ':"<date>"',
  ':"<expires>"': ':"<date>"',
  '"<canonical-request>"': '"<uuid>"',
  '"<string-to-sign>"': '"<uuid>"',
  '<SSEKMSKeyId:1>': '<sse-key:1>',
  '"Description":"<description:1>"': '"Description":""',
  // Of what is encrypted under a key of KMS, the ETag is another each time.
  ...Object.fromEntries(
    [
      ...['b00b3bfc95beb7094e6a43eaa2ca08ab', 'a92b4ea5fde51dc81ab84292dfee0367'],
      ...['82d933006b334fd100179a6307217cce', '69a4214580de172e3b6dbfaf0b1aaf4a'],
      ...['8c4f00a5f79a9d26aaf8462d148bd5bf', '59252a09a794c20170ced454936d6299'],
      ...['8a33ac88b9e72b00c035aac8388183f5', '1a9f0234d9c670a8c2f8b1ceda267641'],
      ...['ec9f92ff18167a8c0cbff69597b6abf1', '88206b4eb968f907bf407d28fb04ceff'],
      '7dfb290d8f2cc85b35a86adf9bceb32a',
    ].map(etag => [etag, '<uuid>']),
  ),
  '93a0cb8ec20934211e19adabef9a6407-1': '<uuid>',
  // Any of the parts that are wrong is told.
  '"ETag":"c4c753e69bb853187f5854c46cf801c6"': '"ETag":"<uuid>"',
  '"ETag":"e09c80c42fda55f9d992e59ca6b3307d"': '"ETag":"<uuid>"',
  ...Object.fromEntries(
    ['1', '2', '3'].map(part => [`"PartNumber":"${part}"`, '"PartNumber":"<uuid>"']),
  ),
  '"Bucket":"bucket"': '"Bucket":"<uuid>"',
  '"i-d"': '"<uuid>"',
  '"owner-id"': '"<uuid>"',
  '<owner-id>': '<uuid>',
}

const BEFORE_SUMS = 'recorded before S3 kept a checksum of every object'

const OPTIONS: Readonly<Record<string, PlayOptions>> = {
  'TestS3ListMultipartUploads::test_list_multipart_uploads_marker_common_prefixes': {
    without: { 'list-multiparts-start': 'AWS names no marker there, so that nobody could go on' },
  },
  'TestS3::test_delete_keys_in_versioned_bucket': {
    without: { 'delete-object-version': 'AWS tells many in any order' },
  },
  'TestS3::test_copy_object_kms': {
    reading: { '"copy-etag"': '"<uuid>"', '"etag"': '"<uuid>"' },
  },
  'TestS3ListBuckets::test_list_buckets_by_bucket_region': { reading: { '<region>': 'us-west-2' } },
  'TestS3::test_region_header_exists_outside_us_east_1': { reading: { '<region>': 'us-west-2' } },
  'TestS3::test_bucket_availability': {
    without: { 'bucket-replication': 'replication is not built' },
  },
  'TestS3::test_bucket_exists': { without: { 'get-bucket-cors': 'CORS is not built' } },
  'TestS3::test_different_location_constraint': {
    // What is empty is not there at all.
    reading: { '"LocationConstraint":null,': '', '<location>': '<uuid>' },
  },
  'TestS3::test_put_and_get_object_with_content_language_disposition': {
    // What their client says of itself.
    reading: { '"ChecksumAlgorithm":"crc32",': '' },
  },
  'TestS3BucketLogging::test_put_bucket_logging_wrong_target': {
    reading: { '<region_2>': '<region-2>' },
  },
  'TestS3BucketLogging::test_put_bucket_logging_cross_locations': {
    reading: { '<region_2>': '<region-2>', '<region_3>': '<region-3>' },
  },
  'TestS3::test_s3_sse_validate_kms_key': {
    reading: { '<region_1>': '<region-1>', '<region_2>': '<region-2>' },
  },
  'TestS3::test_s3_copy_object_src_not_exists': {
    without: {
      'put-obj-versioned': BEFORE_SUMS,
      'copy-object-src-target-object-version': BEFORE_SUMS,
    },
  },
  'TestS3::test_s3_copy_object_in_place': { reading: { '<owner-id:2>': '<owner-id:1>' } },
  'TestS3PresignedPost::test_post_object_with_unicode_metadata': {
    // The end of a header is white space to this client.
    reading: { '{|}~\\t"': '{|}~"' },
  },
  'TestS3BucketObjectTagging::test_create_bucket_with_tags_exc': {
    without: { 'tags-key-aws-duplicated-key': 'AWS fails of itself there' },
  },
  'TestS3BucketObjectTagging::test_object_tagging_exc': {
    without: { 'get-no-key-tags': 'AWS puts the bucket before the key there alone' },
  },
  'TestS3BucketEncryption::test_s3_default_bucket_encryption_exc': {
    without: { 'put-bucket-enc-no-bucket': 'what a document lacks is told before what exists' },
  },
}

const played = (tests: Tests) =>
  Object.fromEntries(
    Object.entries(tests).map(([test, requests]) => [
      test,
      play(async stage => requests(await openBucketRoom(stage), stage), {
        ...OPTIONS[test],
        reading: { ...READING, ...OPTIONS[test]?.reading },
      }),
    ]),
  )

/** What is not built, by the words in the names of its tests. */
const NOT_BUILT: readonly (readonly [RegExp, string])[] = [
  [/ObjectLock|_retention|legal_hold|object_lock/, 'object lock is not built'],
  [/Website|website/, 'web sites are not built'],
  [/Notification|notification/, 'notifications are not built'],
  [/logging_accept_wrong_grants/, 'ACLs other than the private one are not built'],
  [/Cors|cors/, 'CORS is not built'],
  [/Replication|replication/, 'replication is not built'],
  [
    /Accelerate|MetricsConfiguration|metrics|analytics|intelligent_tier|inventory|request_payer/,
    'not built',
  ],
  [/SSEC|sse_c/, 'encryption with keys of the customer is not built'],
  [/DeepArchive|GLACIER-False|DEEP_ARCHIVE|restore/, 'archives are not built'],
  [/_acl|acls/, 'ACLs other than the private one are not built'],
  [/lambda/, 'a test of another service'],
  [/\[s3(?:-|\])|sig_s3\b/, 'signatures of version 2 are not spoken'],
  [/aws_global/, 'there is no endpoint without a region'],
]

const ANEW = 'recorded anew since S3 keeps a checksum of every object'
const EMPTY = 'nothing is recorded'

const OTHER: Readonly<Record<string, string>> = {
  'TestS3::test_list_objects_v2_with_prefix': ANEW,
  'TestS3::test_object_expiry_after_bucket_lifecycle_configuration': ANEW,
  'TestS3::test_bucket_operation_between_regions': 'web sites and CORS are not built',
  'TestS3PublicAccessBlock::test_public_access_block_exc': EMPTY,
  'TestS3PresignedUrl::test_put_object_with_md5_and_chunk_signature_bad_headers[s3v4-False]': EMPTY,
}

/** What S3 was recorded to answer to what is built here (spec/surroundings.md §1). */
export const s3Suite: RecordedSuite = {
  service: 's3',
  reason: id => OTHER[id] ?? NOT_BUILT.find(([words]) => words.test(id))?.[1],
  files: {
    's3/test_s3_list_operations.json': played({ ...listings, ...moreListings }),
    's3/test_s3_preconditions.json': played(sourceConditions),
    's3/test_s3.json': played({
      ...{ ...bucketTests, ...copyTests, ...uploadTests, ...plainTests, ...partTests },
      ...{
        ...linkTests,
        ...formTests,
        ...expiryTests,
        ...moreTests,
        ...pageTests,
        ...loggingTests,
      },
    }),
    's3/test_s3_api.json': played({
      ...{ ...conditionTests, ...objectTests, ...settingTests },
      ...{ ...encryptionTests, ...tagTests },
    }),
  },
}
