import { within } from '../store/key.ts'
import type { Key, Store } from '../store/store.ts'
import { type Bot, recordOf } from './records.ts'

/** The blobs that some bot names as its model: what a sweep must keep. */
export async function namedModels(store: Pick<Store, 'range'>): Promise<ReadonlySet<string>> {
  const named = new Set<string>()
  for (const kind of ['lex.bot', 'lex.bot.version']) {
    const [from, to] = within(kind)
    for (let at: Key | undefined = from; at !== undefined; ) {
      const page = await store.range(at, to)
      for (const document of page.documents) {
        const blob = recordOf<Bot>(document)?.modelBlob
        if (blob !== undefined) named.add(blob)
      }
      at = page.next
    }
  }
  return named
}
