import { setTimeout as wait } from 'node:timers/promises'
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import type { Tests } from './s3.ts'
import {
  documentOf,
  expectStatus,
  type FormPolicy,
  formFields,
  postForm,
  type Reply,
  refusalOf,
} from './s3-raw.ts'
import type { BucketRoom } from './s3-stage.ts'
import type { Stage } from './stage.ts'

/** Forms that browsers post. */

interface Posting extends FormPolicy {
  readonly file?: string
  /** What is changed after the policy was signed. */
  readonly changed?: Readonly<Record<string, string>>
  readonly left?: readonly string[]
}

async function post(room: BucketRoom, stage: Stage, form: Posting): Promise<Reply> {
  const { file = 'abcdef', changed = {}, left = [] } = form
  const fields = { ...formFields(stage, room.bucket, form), ...changed }
  for (const name of left) delete fields[name]
  return postForm(stage, room.bucket, fields, { file, fileName: 'file' })
}

async function refused(room: BucketRoom, stage: Stage, note: string, form: Posting): Promise<void> {
  const { StatusCode: _, ...members } = refusalOf(await post(room, stage, form))
  room.keep(note, members)
}

async function refusedWhole(room: BucketRoom, stage: Stage, note: string, form: Posting) {
  room.keep(note, refusalOf(await post(room, stage, form)))
}

const TAGS = {
  single:
    '<Tagging><TagSet><Tag><Key>TagName</Key><Value>TagValue</Value></Tag></TagSet></Tagging>',
  list: '<Tagging><TagSet><Tag><Key>TagName</Key><Value>TagValue</Value></Tag><Tag><Key>TagName2</Key><Value>TagValue2</Value></Tag></TagSet></Tagging>',
  invalid: '<InvalidXmlTagging></InvalidXmlTagging>',
  notxml: 'not-xml',
}

const SIGNATURE = ['x-amz-algorithm', 'x-amz-credential', 'x-amz-date', 'x-amz-signature']

/** Each field as a condition. */
const asConditions = (fields: Readonly<Record<string, string>>) =>
  Object.entries(fields).map(([name, value]) => ['eq', `$${name}`, value])

const inMinutes = (count: number) => new Date(Date.now() + count * 60_000).toUTCString()

const signatures: Tests = {
  post_request_expires: async (room, stage) => {
    const fields = formFields(stage, room.bucket, { key: 'key', expiresSeconds: 1 })
    await wait(1_500)
    const reply = await postForm(stage, room.bucket, fields, { file: 'a file', fileName: 'file' })
    room.keep('exception', refusalOf(reply))
  },
  'post_request_malformed_policy[s3v4]': async (room, stage) => {
    const fields = formFields(stage, room.bucket, { key: 'key' })
    const policy = fields['policy']?.slice(0, -2) ?? ''
    const file = { file: 'a file', fileName: 'file' }
    const reply = await postForm(stage, room.bucket, { ...fields, policy }, file)
    room.keep('exception-policy', refusalOf(reply))
  },
  'post_request_missing_signature[s3v4]': async (room, stage) => {
    const form = { key: 'key', left: ['x-amz-signature'] }
    await refusedWhole(room, stage, 'exception-missing-signature', form)
  },
  'post_request_missing_fields[s3v4]': async (room, stage) => {
    const form = { key: 'key', left: SIGNATURE.slice(0, 2) }
    await refusedWhole(room, stage, 'exception-missing-fields', form)
    const none = { key: 'key', left: SIGNATURE }
    await refusedWhole(room, stage, 'exception-no-sig-related-fields', none)
  },
  presigned_post_with_different_user_credentials: async (room, stage) => {
    const iam = new IAMClient(stage.as())
    const RoleName = stage.name('poster')
    const trust = {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { AWS: stage.house.account },
    }
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] })
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
    const assume = { RoleArn: Role?.Arn, RoleSessionName: 'poster' }
    const { Credentials } = await new STSClient(stage.as()).send(new AssumeRoleCommand(assume))
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
    const credentials = {
      ...{ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey },
      sessionToken: SessionToken,
    }
    const key = 'validate-policy-full-credentials'
    const reply = expectStatus(await post(room, stage, { key, credentials }), 204)
    if (reply.headers['content-type'] !== undefined) throw new Error('nothing has a type')
    await room.note('get-obj', 'GetObject', { Key: key })
  },
}

const fields: Tests = {
  ...Object.fromEntries(
    Object.entries(TAGS).map(([kind, tagging]): [string, Tests[string]] => [
      `post_object_with_tags[${kind}]`,
      async (room, stage) => {
        const key = 'test-presigned-post-key-tagging'
        const conditions = asConditions({ tagging })
        const form = { key, fields: { tagging }, conditions, file: 'test-body-tagging' }
        if (kind === 'notxml') return refused(room, stage, 'tagging-error', form)
        expectStatus(await post(room, stage, form), 204)
        await room.note('get-tagging', 'GetObjectTagging', { Key: key })
      },
    ]),
  ),
  post_object_with_metadata: async (room, stage) => {
    const key = 'test-presigned-post-key-metadata'
    const fields = {
      'x-amz-meta-test-1': 'test-meta-1',
      'x-amz-meta-TEST-2': 'test-meta-2',
      'Content-Type': 'text/plain',
      Expires: inMinutes(10),
    }
    const form = { key, fields, conditions: asConditions(fields), file: 'test-body-tagging' }
    expectStatus(await post(room, stage, form), 204)
    await room.note('head-object', 'HeadObject', { Key: key })
  },
  post_object_with_unicode_metadata: async (room, stage) => {
    const key = 'test_unicode—_file.pdf'
    const fields = {
      'Content-Disposition': 'filename="test_—_file%E2%80%94_é_2-.pdf"',
      'Cache-Control': 'non-ascii-%E2%80%94_—_é_',
      'x-amz-meta-nonascii': 'ÄMÄZÕÑ S3',
      'x-amz-meta-nonascii-2': 'test_—_file%E2%80%94_é_2👑.pdf',
      'x-amz-meta-safe-chars':
        "! \"#$%&'()*+,-./0123456789:;<>'?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\t",
      'x-amz-meta-utf-8': '\u0000\u0001\u0002\u0003\u0004',
      'x-amz-meta-q-encoded': '=?UTF-8?Q?actually-ascii?=',
      'x-amz-meta-b-encoded': '=?UTF-8?B?YWJj?=',
      success_action_status: '201',
    }
    const form = { key, fields, conditions: asConditions(fields), file: 'test-body-tagging' }
    const { text, headers } = expectStatus(await post(room, stage, form), 201)
    room.keep('post-object', { ...documentOf(text), LocationHeader: headers['location'] })
    await room.note('head-object', 'HeadObject', { Key: key })
  },
  post_object_with_storage_class: async (room, stage) => {
    const key = 'test-presigned-post-key-storage-class'
    const of = (storageClass: string) => {
      const fields = { 'x-amz-storage-class': storageClass }
      return { key, fields, conditions: asConditions(fields), file: 'test-body-storage-class' }
    }
    expectStatus(await post(room, stage, of('STANDARD_IA')), 204)
    await room.note('head-object', 'HeadObject', { Key: key })
    await refused(room, stage, 'invalid-storage-error', of('FakeClass'))
  },
  post_object_with_wrong_content_type: async (room, stage) => {
    const fields = formFields(stage, room.bucket, { key: 'key' })
    const headers = { 'content-type': 'text/html' }
    const file = { file: 'test-body-wrong-content-type', fileName: 'file', headers }
    const { StatusCode: _, ...members } = refusalOf(
      expectStatus(await postForm(stage, room.bucket, fields, file), 412),
    )
    room.keep('invalid-content-type-error', members)
  },
  post_object_default_checksum: async (room, stage) => {
    const key = 'test-presigned-post-checksum'
    const reply = expectStatus(await post(room, stage, { key, file: 'test-body-tagging' }), 204)
    const wanted = { Key: key, ChecksumMode: 'ENABLED' } as const
    const { ChecksumCRC64NVME } = await room.note('head-object', 'HeadObject', wanted)
    const told = [reply.headers['x-amz-checksum-crc64nvme'], reply.headers['x-amz-checksum-type']]
    if (told.join() !== `${ChecksumCRC64NVME},FULL_OBJECT`) throw new Error(`told ${told}`)
  },
  post_object_with_file_as_string: async (room, stage) => {
    const text = 'test-body-file-as-field'
    const sent = async (key: string, file: string) => {
      const fields = formFields(stage, room.bucket, { key })
      expectStatus(await postForm(stage, room.bucket, fields, { file }), 204)
    }
    const Key = 'test-presigned-post-file-as-field'
    await sent(Key, text)
    await room.note('head-object', 'HeadObject', { Key })
    await sent('file-as-field-${filename}', `${text}-filename-replacement`)
    await room.note('list-objects', 'ListObjectsV2', {})
  },
}

const HERE = 'http://localhost.test/random'
const REDIRECT = 'success_action_redirect'

const policies: Tests = {
  post_object_policy_conditions_validation_eq: async (room, stage) => {
    const key = 'validate-policy-1'
    const redirected = (condition: unknown): Posting => ({
      ...{ key, fields: { [REDIRECT]: HERE }, conditions: [condition] },
    })
    const wrong = (note: string, form: Posting) =>
      refused(room, stage, `invalid-condition-${note}`, form)
    const changed = { [REDIRECT]: 'http://wrong.location/test' }
    await wrong('eq', { ...redirected(['eq', `$${REDIRECT}`, HERE]), changed })
    await wrong('missing-prefix', redirected(['eq', REDIRECT, HERE]))
    await wrong('wrong-condition', redirected({ bucket: room.bucket, [REDIRECT]: HERE }))
    const upper = HERE.replace('http', 'HTTP')
    await wrong('wrong-value-casing', redirected(['eq', `$${REDIRECT}`, upper]))
    const fields = {
      'x-amz-meta-test-1': 'test-meta-1',
      'x-amz-meta-TEST-2': 'test-meta-2',
      'Content-Type': 'text/plain',
      Expires: inMinutes(10),
    }
    const lower = { ...fields, 'x-amz-meta-test-2': 'test-meta-2', 'content-type': 'text/plain' }
    const { 'x-amz-meta-TEST-2': _, 'Content-Type': __, ...named } = lower
    const small = { key, fields, conditions: asConditions(named) }
    expectStatus(await post(room, stage, small), 204)
    await room.note('head-object-metadata', 'HeadObject', { Key: key })
    const mixed = redirected(['eq', '$success_Action_REDIRECT', HERE])
    expectStatus(await post(room, stage, mixed), 303)
    await room.note('final-object', 'GetObject', { Key: key })
    const simple = Object.entries(named).map(([name, value]) => ({ [name]: value }))
    expectStatus(await post(room, stage, { key, fields, conditions: simple }), 204)
  },
  post_object_policy_conditions_validation_starts_with: async (room, stage) => {
    const key = 'validate-policy-2'
    const form = (start: string, location: string, file = 'abcdef'): Posting => ({
      ...{ key, fields: { [REDIRECT]: location }, file },
      conditions: [['starts-with', `$${REDIRECT}`, start]],
    })
    const wrong = (note: string, location: string) =>
      refused(room, stage, note, form('http://localhost', location))
    const elsewhere = 'http://wrong.location/test'
    await wrong('invalid-condition-starts-with', elsewhere)
    await wrong('invalid-condition-starts-with-casing', HERE.replace('http', 'HTTP'))
    const right = expectStatus(await post(room, stage, form('http://localhost', HERE)), 303)
    if (!right.headers['location']?.startsWith(HERE)) throw new Error('sent elsewhere')
    await room.note('get-object-1', 'GetObject', { Key: key })
    const any = form('', elsewhere, 'manual value to change ETag')
    const { headers } = expectStatus(await post(room, stage, any), 303)
    if (!headers['location']?.startsWith(elsewhere)) throw new Error('sent elsewhere')
    await room.note('get-object-2', 'GetObject', { Key: key })
  },
  post_object_policy_validation_size: async (room, stage) => {
    const key = 'validate-policy-content-length'
    const form = (size: number, least: unknown = 5, most: unknown = 10): Posting => ({
      ...{ key, file: 'a'.repeat(size), conditions: [['content-length-range', least, most]] },
    })
    await refused(room, stage, 'invalid-content-length-too-big', form(12))
    await refused(room, stage, 'invalid-content-length-too-small', form(1))
    for (const size of [5, 10]) expectStatus(await post(room, stage, form(size)), 204)
    await room.note('final-object', 'GetObject', { Key: key })
    expectStatus(await post(room, stage, form(10, '5', '10')), 204)
    await refused(room, stage, 'invalid-content-length-wrong-type', form(10, 'test', '10'))
  },
}

export const formTests: Tests = Object.fromEntries(
  Object.entries({ ...signatures, ...fields, ...policies }).map(([test, requests]) => [
    `TestS3PresignedPost::test_${test}`,
    requests,
  ]),
)
