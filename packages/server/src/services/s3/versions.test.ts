import { expect, it } from 'vitest'
import { fakeClock } from '../../kernel/clock.ts'
import { seededRandom } from '../../kernel/random.ts'
import { documentsOver } from '../../operation/documents.ts'
import { memoryStore } from '../../store/memory.ts'
import { CommitConflict } from '../../store/store.ts'
import { type Bucket, headKey, recordOf, type StoredObject, type Version } from './records.ts'
import { findVersion, newVersion, putVersion, removeVersion, updatedObject } from './versions.ts'

const clock = fakeClock()
const random = seededRandom('versions')
const bucket = { id: 'id', name: 'b', versioning: 'Enabled' } as unknown as Bucket

async function room() {
  const store = memoryStore({ clock })
  const view = () => documentsOver(store, () => [])
  const head = async (documents = view()) =>
    (await findVersion(bucket, 'k', undefined, { documents })) as StoredObject
  const put = async () => {
    const documents = view()
    const before = await findVersion(bucket, 'k', undefined, { documents })
    const object = {
      ...{ kind: 'object', key: 'k', parts: [], tags: [] },
      ...newVersion(bucket, before, { clock, random }),
    } as unknown as StoredObject
    await documents.commit(await putVersion(bucket, object, before, { documents, clock, random }))
    return object
  }
  return { store, view, head, put }
}

it('a version that comes up has the tags that it was given meanwhile', async () => {
  const { store, view, head, put } = await room()
  const older = await put()
  await put()
  const removing = view()
  const newest = await head(removing)
  const writes = await removeVersion(bucket, newest, newest, { documents: removing, clock, random })
  const tagging = view()
  const tags = [{ key: 'a', value: 'b' }]
  await tagging.commit(updatedObject(bucket, older, await head(tagging), tags))
  await expect(removing.commit(writes)).rejects.toBeInstanceOf(CommitConflict)
  const again = view()
  const version = await head(again)
  const changing = { documents: again, clock, random }
  await again.commit(await removeVersion(bucket, version, version, changing))
  const risen = await store.get(headKey(bucket.id, 'k'))
  expect(risen && recordOf<Version>(risen)).toMatchObject({ versionId: older.versionId, tags })
})
