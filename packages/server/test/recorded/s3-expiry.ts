import type { Tests } from './s3.ts'
import { versioning } from './s3-objects.ts'
import type { BucketRoom } from './s3-stage.ts'

/** When objects expire, and whom that is told. */

const rules = (room: BucketRoom, ...Rules: object[]) =>
  room.ask('PutBucketLifecycleConfiguration', { LifecycleConfiguration: { Rules } as never })
const days = (ID: string, Days: number, Filter: object, more = {}) => ({
  ...{ ID, Status: 'Enabled', Filter, Expiration: { Days }, ...more },
})

/** Dates, and what says them, stand for themselves. */
async function noted(
  room: BucketRoom,
  note: string,
  name: 'PutObject' | 'HeadObject' | 'GetObject',
  input: { Key: string },
): Promise<{ VersionId?: string }> {
  const answer = await room.ask(name, input)
  const told = answer.Expiration as string | undefined
  const said = /^expiry-date="([^"]+) GMT", rule-id="([^"]+)"$/.exec(told ?? '')
  if (told !== undefined && !(Date.parse(said?.[1] ?? '') > Date.now())) throw new Error(told)
  room.keepAnswer(note, { ...answer, ...(told !== undefined && { Expiration: '<expiration>' }) })
  return answer
}

async function configured(room: BucketRoom): Promise<void> {
  const answer = await room.ask('GetBucketLifecycleConfiguration', {})
  const Rules = answer.Rules.map((rule: object) => ({ ...rule, Expiration: '<expiration>' }))
  room.keepAnswer('get-bucket-lifecycle-conf', { ...answer, Rules })
}

const put = (room: BucketRoom, note: string, Key: string, more = {}) =>
  noted(room, note, 'PutObject', { ...{ Key, Body: 'test' }, ...more })
const head = (room: BucketRoom, note: string, more = {}) =>
  noted(room, note, 'HeadObject', { ...{ Key: 'test-object-expiry' }, ...more })
const get = (room: BucketRoom, note: string, Key: string) => noted(room, note, 'GetObject', { Key })

const tests: Tests = {
  bucket_lifecycle_configuration_object_expiry: async room => {
    await rules(room, days('rule_number_one', 7, { Prefix: '' }))
    await configured(room)
    await room.ask('PutObject', { Key: 'test-object-expiry', Body: 'test' })
    await head(room, 'head-object-expiry')
    await get(room, 'get-object-expiry', 'test-object-expiry')
  },
  bucket_lifecycle_configuration_object_expiry_versioned: async room => {
    await versioning(room)
    const noncurrent = { NoncurrentVersionExpiration: { NoncurrentDays: 1 } }
    await rules(room, days('rule2', 3, {}, noncurrent))
    await configured(room)
    const object = { Key: 'test-object-expiry', Body: 'test' }
    const { VersionId: first } = await room.ask('PutObject', object)
    await head(room, 'head-object-expiry')
    const { VersionId: second } = await room.ask('PutObject', object)
    await head(room, 'head-object-expiry-noncurrent', { VersionId: first })
    await head(room, 'head-object-expiry-current-with-version-id', { VersionId: second })
    await head(room, 'head-object-expiry-current-without-version-id')
  },
  object_expiry_after_bucket_lifecycle_configuration: async room => {
    await put(room, 'put-object-before', 'test-object-expiry')
    await rules(room, days('rule3', 7, {}))
    await configured(room)
    await head(room, 'head-object-expiry-before')
    await put(room, 'put-object-after', 'test-object-expiry')
    await head(room, 'head-object-expiry-after')
  },
  bucket_lifecycle_multiple_rules: async room => {
    const prefixes = { rule_one: 'testobject', rule_two: 'test', rule_three: 't' }
    await rules(room, ...Object.entries(prefixes).map(([id, Prefix]) => days(id, 7, { Prefix })))
    await configured(room)
    await put(room, 'put-object-match-both-rules', 'testobject-expiry')
    await put(room, 'put-object-match-rule-2', 'test-one-rule')
    await put(room, 'put-object-no-match', 'no-rules')
  },
  bucket_lifecycle_object_size_rules: async room => {
    const large = days('rule_one', 7, { ObjectSizeGreaterThan: 20 })
    await rules(room, large, days('rule_two', 7, { ObjectSizeLessThan: 10 }))
    await configured(room)
    const sized = (note: string, Key: string, size: number) =>
      put(room, `put-object-${note}`, Key, { Body: 'a'.repeat(size) })
    await sized('match-rule-1', 'testobject-expiry', 22)
    await sized('match-rule-2', 'test-one-rule', 5)
    await sized('no-match', 'no-rules', 15)
  },
  bucket_lifecycle_tag_rules: async room => {
    const one = { Key: 'testlifecycle', Value: 'positive' }
    const Tags = [one, { Key: 'testlifecycletwo', Value: 'positive-two' }]
    const both = days('rule_two', 7, { And: { Tags } })
    await rules(room, days('rule_one', 7, { Tag: one }), both)
    await configured(room)
    for (const [note, Key, Tagging] of [
      [
        'match-both-rules',
        'testobject-expiry',
        'testlifecycle=positive&testlifecycletwo=positivetwo',
      ],
      ['match-rule-1', 'test-one-rule', 'testlifecycle=positive'],
      ['no-match', 'no-rules', 'testlifecycle2=positivetwo'],
      ['no-tags', 'no-tags', undefined],
    ] as const) {
      await put(room, `put-object-${note}`, Key, { ...(Tagging && { Tagging }) })
      await get(room, `get-object-${note}`, Key)
    }
  },
  lifecycle_expired_object_delete_marker: async room => {
    const Expiration = { ExpiredObjectDeleteMarker: true }
    await rules(room, days('rule-marker', 0, {}, { Expiration }))
    await configured(room)
    const Key = 'test-expired-object-delete-marker'
    await put(room, 'put-object', Key)
    await head(room, 'head-object', { Key })
  },
  s3_transition_default_minimum_object_size: async room => {
    const Rules = [days('wholebucket', 7, { Prefix: '' })] as never
    const set = (note: string, size?: string) =>
      room.note(note, 'PutBucketLifecycleConfiguration', {
        ...{ LifecycleConfiguration: { Rules } },
        ...(size && { TransitionDefaultMinimumObjectSize: size as 'varies_by_storage_class' }),
      })
    for (const [note, size] of [
      ['varies-by-storage', 'varies_by_storage_class'],
      ['default', undefined],
      ['all-storage', 'all_storage_classes_128K'],
    ] as const) {
      await set(note, size)
      await room.note(`get-${note}`, 'GetBucketLifecycleConfiguration', {})
    }
    await set('bad-value', 'value')
  },
}

export const expiryTests: Tests = Object.fromEntries(
  Object.entries(tests).map(([test, requests]) => [
    `TestS3BucketLifecycle::test_${test}`,
    requests,
  ]),
)
