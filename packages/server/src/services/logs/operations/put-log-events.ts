import { logs } from '../../../wire/models/logs.ts'
import { arrivalWrites } from '../arrivals/arrival.ts'
import { assertBatch, sortBatch } from '../batch.ts'
import { writeCheck } from '../checks.ts'
import { type LogsContext, operation } from '../context.ts'
import { eventWrites, type Sealing } from '../events.ts'
import { assertName, named } from '../group-names.ts'
import { getGroup, getStream, visibleSince } from '../groups.ts'
import { sequenceToken } from '../outputs.ts'
import { bytesKey, type LogGroup } from '../records.ts'

/**
 * Stores a batch (spec/surroundings.md §2.3). Puts to one stream may go in parallel: they write documents of
 * their own and a counter, and only expect that group and stream are still there.
 */
export const putLogEvents = operation(logs.PutLogEvents, {
  // As for CloudTrail, writing events is no management event.
  dataEvent: true,

  authorize({ logGroupName, logStreamName, logEvents }, context) {
    assertName(logStreamName)
    assertBatch(logEvents)
    return writeCheck('logs:PutLogEvents', named(logGroupName, context), logStreamName, context)
  },

  async handle({ logGroupName, logStreamName, logEvents }, context) {
    const { documents, clock, sequence } = context
    const group = await getGroup(named(logGroupName, context), context)
    const stream = await getStream(group, logStreamName, context)
    const now = clock.now()
    const batch = sortBatch(logEvents, { now, since: visibleSince(group, now) })
    if (batch.accepted.length > 0) {
      const place = { groupId: group.id, streamId: stream.id }
      const seq = sequence()
      const sealing = await sealingOf(group, context)
      await documents.commit([
        ...eventWrites(place, batch.accepted, { now, seq, sealing }),
        { type: 'add', key: bytesKey(group.id), amount: batch.acceptedBytes },
        ...arrivalWrites(group, stream, batch.accepted, { now, seq }),
      ])
    }
    return { nextSequenceToken: sequenceToken(now), rejectedLogEventsInfo: batch.rejected }
  },
})

async function sealingOf(
  { id, encryption }: LogGroup,
  { keyring, random }: LogsContext,
): Promise<Sealing | undefined> {
  if (!encryption) return undefined
  const { dataKeyId } = encryption
  return { dataKeyId, dataKey: await keyring.open(id, dataKeyId), random }
}
