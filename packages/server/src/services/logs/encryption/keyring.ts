import { assert } from '../../../kernel/errors.ts'
import type { Store } from '../../../store/store.ts'
import type { Calls } from '../../../wire/calls.ts'
import { dataKeyKey, dataKeyOf } from '../records.ts'
import { openDataKey } from './data-keys.ts'

/** The data keys that one request or job has opened; none outlives it, so that disabling a KMS key works at once. */
export interface Keyring {
  /** @throws ServiceError when KMS refuses */
  open(groupId: string, dataKeyId: string): Promise<Uint8Array>
  /** The first data key that KMS opened: what was read under it may be kept under it alone. */
  used(): UsedKey | undefined
}

export interface UsedKey {
  readonly groupId: string
  readonly dataKeyId: string
}

export function createKeyring({
  documents,
  calls,
}: {
  readonly documents: Pick<Store, 'get'>
  readonly calls: Calls
}): Keyring {
  const known = new Map<string, Promise<Uint8Array>>()
  let first: UsedKey | undefined
  const open = async (groupId: string, dataKeyId: string) => {
    const document = await documents.get(dataKeyKey(groupId, dataKeyId))
    assert(document, 'the data key of stored events is kept as long as they are')
    const dataKey = await openDataKey(dataKeyOf(document), calls)
    first ??= { groupId, dataKeyId }
    return dataKey
  }
  return {
    used: () => first,
    open(groupId, dataKeyId) {
      const found = known.get(dataKeyId) ?? open(groupId, dataKeyId)
      known.set(dataKeyId, found)
      return found
    },
  }
}
