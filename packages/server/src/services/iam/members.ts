import { keyParts, within } from '../../store/key.ts'
import type { Key } from '../../store/store.ts'
import type { Where } from './entities.ts'

/**
 * The lower-case names of a group's members. Whoever adds or removes one writes the group's document too, so
 * that a commit which expects the group unchanged also expects its members to be these.
 */
export async function memberNames(group: string, { account, documents }: Where): Promise<string[]> {
  const [from, to] = within('iam.member', account, group.toLowerCase())
  const names: string[] = []
  for (let at: Key | undefined = from; at !== undefined; ) {
    const page = await documents.range(at, to)
    for (const { key } of page.documents) names.push(keyParts(key).at(-1) ?? '')
    at = page.next
  }
  return names
}
