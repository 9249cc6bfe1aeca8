import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compareKeys } from '../../src/store/order.ts'
import type { Calls } from '../../src/wire/calls.ts'
import {
  type DeleteMarkerEntry,
  type ListObjectVersionsOutput,
  type ObjectVersion,
  s3,
} from '../../src/wire/models/s3.ts'
import { AS_ROOT as AS, openS3Room, streamed } from '../s3-room.ts'

/** Versions as a list that every write puts one on top of, against what is listed page by page. */

const Bucket = 'pages'
const KEYS = ['a', 'a/b', 'a/c', 'b', 'b/', 'c/d/e']

type Act =
  | { readonly kind: 'put'; readonly key: string }
  | { readonly kind: 'mark'; readonly key: string }
  | { readonly kind: 'remove'; readonly key: string; readonly which: number }
  | { readonly kind: 'versioning'; readonly status: 'Enabled' | 'Suspended' }

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constantFrom('put', 'put', 'mark'), key: fc.constantFrom(...KEYS) }),
    fc.record({
      kind: fc.constant('remove' as const),
      key: fc.constantFrom(...KEYS),
      which: fc.nat(3),
    }),
    fc.record({
      kind: fc.constant('versioning' as const),
      status: fc.constantFrom('Enabled' as const, 'Suspended' as const),
    }),
  ) as fc.Arbitrary<Act>,
  { maxLength: 30 },
)

interface Modelled {
  readonly id: string
  readonly isMarker: boolean
}

/** Does it to the server and to a naive model of it. */
async function play(calls: Calls, all: readonly Act[]): Promise<Map<string, Modelled[]>> {
  const model = new Map<string, Modelled[]>()
  let status: 'Enabled' | 'Suspended' | undefined
  const onTop = (key: string, version: Modelled) => {
    const kept = (model.get(key) ?? []).filter(({ id }) => version.id !== 'null' || id !== 'null')
    model.set(key, [version, ...kept])
  }
  for (const act of all) {
    if (act.kind === 'versioning') {
      status = act.status
      const VersioningConfiguration = { Status: status }
      await calls.call(s3.PutBucketVersioning, { Bucket, VersioningConfiguration }, AS)
    } else if (act.kind === 'put') {
      const asked = { Bucket, Key: act.key, Body: streamed(Buffer.from('x')) }
      const { VersionId = 'null' } = await calls.call(s3.PutObject, asked, AS)
      onTop(act.key, { id: VersionId, isMarker: false })
    } else if (act.kind === 'mark') {
      const asked = { Bucket, Key: act.key }
      const { VersionId } = await calls.call(s3.DeleteObject, asked, AS)
      if (status === undefined) model.delete(act.key)
      else onTop(act.key, { id: VersionId ?? 'null', isMarker: true })
    } else {
      const versions = model.get(act.key) ?? []
      const version = versions[act.which]
      if (!version) continue
      await calls.call(s3.DeleteObject, { Bucket, Key: act.key, VersionId: version.id }, AS)
      const left = versions.filter(one => one !== version)
      if (left.length === 0) model.delete(act.key)
      else model.set(act.key, left)
    }
  }
  return model
}

function expected(
  model: ReadonlyMap<string, readonly Modelled[]>,
  prefix: string,
  delimiter: string | undefined,
) {
  const versions: string[] = []
  const prefixes = new Set<string>()
  for (const key of [...model.keys()].sort(compareKeys)) {
    if (!key.startsWith(prefix)) continue
    const at = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length)
    if (at >= 0) prefixes.add(key.slice(0, at + 1))
    else {
      for (const [index, { id, isMarker }] of (model.get(key) ?? []).entries()) {
        versions.push([key, id, isMarker, index === 0].join(' '))
      }
    }
  }
  return { versions: versions.sort(), prefixes: [...prefixes] }
}

interface Marker {
  readonly KeyMarker?: string | undefined
  readonly VersionIdMarker?: string | undefined
}

async function listed(
  calls: Calls,
  Prefix: string,
  Delimiter: string | undefined,
  MaxKeys: number,
) {
  const versions: string[] = []
  const prefixes: string[] = []
  let more: Marker | undefined = {}
  for (let pages = 0; more && pages < 100; pages++) {
    const asked = { Bucket, Prefix, MaxKeys, ...(Delimiter && { Delimiter }), ...more }
    const page: ListObjectVersionsOutput = await calls.call(s3.ListObjectVersions, asked, AS)
    const { Versions = [], DeleteMarkers = [], CommonPrefixes = [] } = page
    expect(Versions.length + DeleteMarkers.length + CommonPrefixes.length).toBeLessThanOrEqual(
      MaxKeys,
    )
    const shown = (isMarker: boolean) => (one: ObjectVersion | DeleteMarkerEntry) =>
      [one.Key, one.VersionId, isMarker, one.IsLatest].join(' ')
    versions.push(...Versions.map(shown(false)), ...DeleteMarkers.map(shown(true)))
    prefixes.push(...CommonPrefixes.flatMap(one => one.Prefix ?? []))
    more = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined
  }
  return { versions: versions.sort(), prefixes }
}

it('every version is listed once, whatever was done and however it is paged', async () => {
  await fc.assert(
    fc.asyncProperty(
      acts,
      fc.constantFrom('', 'a', 'a/', 'b'),
      fc.constantFrom(undefined, '/'),
      fc.integer({ min: 1, max: 5 }),
      async (all, prefix, delimiter, max) => {
        const { calls } = await openS3Room({})
        await calls.call(s3.CreateBucket, { Bucket }, AS)
        const model = await play(calls, all)
        expect(await listed(calls, prefix, delimiter, max)).toEqual(
          expected(model, prefix, delimiter),
        )
      },
    ),
    { numRuns: 60 },
  )
})
