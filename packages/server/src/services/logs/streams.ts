import type { Store } from '../../store/store.ts'
import { beginningWith, type LogStream, streamOf } from './records.ts'

/** All streams of a group whose names begin with a prefix, in the order of their names. */
export async function allStreams(
  groupId: string,
  reader: Pick<Store, 'range'>,
  prefix = '',
): Promise<readonly LogStream[]> {
  const streams: LogStream[] = []
  const [first, to] = beginningWith(prefix, 'logs.stream', groupId)
  for (let from: typeof first | undefined = first; from !== undefined; ) {
    const page = await reader.range(from, to)
    streams.push(...page.documents.map(streamOf))
    from = page.next
  }
  return streams
}
