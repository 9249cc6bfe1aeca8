import type { Json } from '../kernel/json.ts'
import { key } from '../store/key.ts'
import type { Key, Write } from '../store/store.ts'
import {
  type AudioLogDestination,
  queueId,
  queueKey,
  queueLog,
  type WaitingEntry,
} from './conversation-log.ts'

/** What a user said in one turn, and where it shall lie (spec/lex-runtime.md §5.3). Times are epoch ms. */
export interface AudioLogEntry {
  readonly time: number
  readonly userId: string
  readonly sessionId: string
  readonly requestId: string
  /** The id of the blob with the sound as it was received. */
  readonly blob: string
  readonly sizeBytes: number
  readonly media: AudioMedia
}

/** Linear samples of 16 bits, little-endian, one channel; or Opus as it came. */
export type AudioMedia =
  | { readonly kind: 'pcm'; readonly samplesPerSecond: number }
  | { readonly kind: 'opus'; readonly contentType: string }

/** The key of the object: `{resourcePrefix}{yyyy}/{MM}/{dd}/{sessionId}/{requestId}.wav`. */
export function audioObjectKey(
  { resourcePrefix }: Pick<AudioLogDestination, 'resourcePrefix'>,
  { time, sessionId, requestId, media }: Omit<AudioLogEntry, 'blob' | 'sizeBytes'>,
): string {
  const day = new Date(time).toISOString().slice(0, 10).replaceAll('-', '/')
  const extension = media.kind === 'pcm' ? 'wav' : 'opus'
  return `${resourcePrefix}${day}/${sessionId}/${requestId}.${extension}`
}

/** `s3PathForAudio` of the turn's entry in the text log. */
export const audioObjectPath = (
  destination: AudioLogDestination,
  entry: Omit<AudioLogEntry, 'blob' | 'sizeBytes'>,
): string => `${bucketOf(destination)}/${audioObjectKey(destination, entry)}`

/** The bucket of `arn:aws:s3:::bucket`. */
export const bucketOf = ({ bucketArn }: AudioLogDestination): string =>
  bucketArn.slice(bucketArn.lastIndexOf(':') + 1)

/**
 * The writes that, committed with a turn, make sure that its sound is delivered; as those of the text log they
 * expect nothing. A row of its own names the blob, so that nobody sweeps it while it waits.
 */
export function audioLogWrites(
  destination: AudioLogDestination,
  entry: AudioLogEntry,
  now: number,
): readonly Write[] {
  const id = queueId(destination)
  const audio = { ...entry, media: { ...entry.media } } satisfies Json
  const waiting = { time: entry.time, queuedAt: now, audio }
  const row = { destination: { ...destination }, lastEntryAt: now }
  return [
    { type: 'append', log: queueLog(id), entries: [waiting] },
    { type: 'put', key: queueKey(destination.account, id), value: row },
    { type: 'put', key: audioKey(id, entry.blob), value: { blob: entry.blob } },
  ]
}

/** The row that names a blob which waits in a queue. */
export const audioKey = (queue: string, blob: string): Key => key('outbox.audio', queue, blob)

/** The sound of an entry; undefined for text. */
export const audioOf = ({ audio }: WaitingEntry): AudioLogEntry | undefined =>
  audio as unknown as AudioLogEntry | undefined
