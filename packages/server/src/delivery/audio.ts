import { type BlobId, BlobNotFound, type Blobs } from '../blobs/blobs.ts'
import type { ServiceError } from '../kernel/errors.ts'
import {
  type AudioLogEntry,
  audioKey,
  audioObjectKey,
  audioOf,
  bucketOf,
} from '../outbox/audio-log.ts'
import { type AudioLogDestination, queueId, type WaitingEntry } from '../outbox/conversation-log.ts'
import type { Store } from '../store/store.ts'
import { type PutObjectRequest, s3 } from '../wire/models/s3.ts'
import { type RoleParts, type Written, writeAsRole } from './as-role.ts'
import { wavHeader } from './wav.ts'

/** Takes what users said to the bucket of their destination, one object a turn (spec/lex-runtime.md §5.3). */
export interface AudioWriter {
  write(destination: AudioLogDestination, entry: WaitingEntry): Promise<Written>
  /** The bytes of entries that left the queue are needed no more. */
  forget(destination: AudioLogDestination, entries: readonly WaitingEntry[]): Promise<void>
}

export interface AudioParts extends RoleParts {
  readonly store: Pick<Store, 'commit'>
  readonly blobs: Pick<Blobs, 'read' | 'delete'>
}

export function createAudioWriter(parts: AudioParts): AudioWriter {
  const { calls, blobs, store } = parts
  return {
    async write(destination, entry) {
      const audio = audioOf(entry)
      if (!audio) return { kind: 'written', rejected: 1 }
      const { account, region } = destination
      const write: Parameters<typeof writeAsRole>[1]['write'] = async (as, step) => {
        const bytes = blobs.read(audio.blob as BlobId)
        await calls.call(s3.PutObject, objectOf(destination, audio, bytes), as, step())
        return { kind: 'written', rejected: 0 }
      }
      const reasonOf = (error: ServiceError) => reasonIn(error, destination)
      try {
        return await writeAsRole(
          destination,
          { where: { account, region }, write, reasonOf },
          parts,
        )
      } catch (error) {
        // Bytes that are gone will not come back.
        if (!(error instanceof BlobNotFound)) throw error
        return { kind: 'written', rejected: 1 }
      }
    },
    async forget(destination, entries) {
      const queue = queueId(destination)
      const names = entries.flatMap(entry => audioOf(entry)?.blob ?? [])
      if (names.length === 0) return
      await store.commit(
        names.map(blob => ({ type: 'delete', key: audioKey(queue, blob) }) as const),
      )
      for (const blob of names) await blobs.delete(blob as BlobId)
    },
  }
}

function objectOf(
  destination: AudioLogDestination,
  entry: AudioLogEntry,
  bytes: AsyncIterable<Uint8Array>,
): PutObjectRequest {
  const { media, sizeBytes, sessionId, userId, requestId } = entry
  return {
    Bucket: bucketOf(destination),
    Key: audioObjectKey(destination, entry),
    // The bucket belongs to the account of the bot; another of its name would be somebody else's.
    ExpectedBucketOwner: destination.account,
    ContentType: media.kind === 'pcm' ? 'audio/wav' : media.contentType,
    Metadata: {
      'lex-session-id': sessionId,
      'lex-user-id': userId,
      'lex-request-id': requestId,
    },
    Body: media.kind === 'pcm' ? after(wavHeader(sizeBytes, media.samplesPerSecond), bytes) : bytes,
    ...(destination.kmsKeyArn !== undefined && {
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: destination.kmsKeyArn,
    }),
  }
}

async function* after(
  head: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield head
  yield* rest
}

/** A denial of the role names everything by itself; other refusals are put beside what they are about. */
function reasonIn({ code, message }: ServiceError, destination: AudioLogDestination): string {
  const { kmsKeyArn } = destination
  if (message.startsWith('User: ')) {
    // KMS speaks of the key behind the alias, or of none where the alias is gone.
    const isByAlias = message.includes(' kms:') && kmsKeyArn?.includes(':alias/')
    return isByAlias ? `${message} (the key of the log settings is ${kmsKeyArn})` : message
  }
  const { region, account } = destination
  // Whoever owns a bucket of that name, or where it lies, S3 does not say to strangers: here is what was expected.
  const expected = code.startsWith('KMS.') ? '' : `, expected in ${region} and owned by ${account}`
  return `${code}: ${message} (bucket ${bucketOf(destination)}${expected})`
}
