import { expect, it } from 'vitest'
import type { LifecycleRule } from '../../wire/models/s3.ts'
import { rulesOf } from './lifecycle.ts'

const TAG = { Key: 'k', Value: 'v' }
const refusal = (rule: Partial<LifecycleRule>): string | undefined => {
  try {
    rulesOf({ Rules: [{ ID: 'r', Status: 'Enabled', ...rule }] }, () => 'id')
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

it.each<[string, Partial<LifecycleRule>]>([
  ['Tags', { Filter: { Tag: TAG } }],
  ['Tags', { Filter: { And: { Prefix: 'p', Tags: [TAG] } } }],
  ['Object Size', { Filter: { ObjectSizeGreaterThan: 5 } }],
  ['Object Size', { Filter: { And: { Prefix: 'p', ObjectSizeLessThan: 5 } } }],
])('what has none is not chosen by %s', (by, filtered) => {
  const uploads = { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }
  expect(refusal({ ...filtered, ...uploads })).toBe(
    `AbortIncompleteMultipartUpload cannot be specified with ${by}.`,
  )
  const markers = { Expiration: { ExpiredObjectDeleteMarker: true } }
  expect(refusal({ ...filtered, ...markers })).toBe(
    `ExpiredObjectDeleteMarker cannot be specified with ${by}.`,
  )
  expect(refusal({ ...filtered, Expiration: { Days: 1 } })).toBeUndefined()
  expect(refusal({ Filter: { Prefix: 'p' }, ...uploads, ...markers })).toBeUndefined()
})
