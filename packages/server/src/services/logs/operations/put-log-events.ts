import { logs } from '../../../wire/models/logs.ts'
import { assertBatch, sortBatch } from '../batch.ts'
import { streamCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { eventWrites } from '../events.ts'
import { assertName, named } from '../group-names.ts'
import { getGroup, getStream, visibleSince } from '../groups.ts'
import { sequenceToken } from '../outputs.ts'
import { bytesKey } from '../records.ts'

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
    return streamCheck('logs:PutLogEvents', named(logGroupName, context), logStreamName)
  },

  async handle({ logGroupName, logStreamName, logEvents }, context) {
    const { documents, clock, sequence } = context
    const group = await getGroup(named(logGroupName, context), context)
    const stream = await getStream(group, logStreamName, context)
    const now = clock.now()
    const batch = sortBatch(logEvents, { now, since: visibleSince(group, now) })
    if (batch.accepted.length > 0) {
      const place = { groupId: group.id, streamId: stream.id }
      await documents.commit([
        ...eventWrites(place, batch.accepted, { now, seq: sequence() }),
        { type: 'add', key: bytesKey(group.id), amount: batch.acceptedBytes },
      ])
    }
    return { nextSequenceToken: sequenceToken(now), rejectedLogEventsInfo: batch.rejected }
  },
})
