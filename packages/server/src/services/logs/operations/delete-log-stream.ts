import { scheduleJob } from '../../../jobs/runner.ts'
import { logs } from '../../../wire/models/logs.ts'
import { streamCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { assertName, named } from '../group-names.ts'
import { getGroup, getStream } from '../groups.ts'
import { forgetJob } from '../jobs.ts'
import { streamKey } from '../records.ts'

/** Hides the stream with its events at once. */
export const deleteLogStream = operation(logs.DeleteLogStream, {
  authorize({ logGroupName, logStreamName }, context) {
    assertName(logStreamName)
    return streamCheck('logs:DeleteLogStream', named(logGroupName, context), logStreamName)
  },

  async handle({ logGroupName, logStreamName }, context) {
    const { documents, clock } = context
    const group = await getGroup(named(logGroupName, context), context)
    const { id: streamId } = await getStream(group, logStreamName, context)
    await documents.commit([
      { type: 'delete', key: streamKey(group.id, logStreamName) },
      scheduleJob(forgetJob({ groupId: group.id, streamId }, clock.now())),
    ])
  },
})
