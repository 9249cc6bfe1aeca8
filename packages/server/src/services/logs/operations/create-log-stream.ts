import { logs, ResourceAlreadyExistsException } from '../../../wire/models/logs.ts'
import { writeCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { assertName, named } from '../group-names.ts'
import { getGroup } from '../groups.ts'
import { type LogStream, streamKey } from '../records.ts'

/** A new, empty stream of a group. */
export const createLogStream = operation(logs.CreateLogStream, {
  authorize({ logGroupName, logStreamName }, context) {
    assertName(logStreamName)
    return writeCheck('logs:CreateLogStream', named(logGroupName, context), logStreamName, context)
  },

  async handle({ logGroupName, logStreamName: name }, context) {
    const { documents, random, clock } = context
    const group = await getGroup(named(logGroupName, context), context)
    const key = streamKey(group.id, name)
    if (await documents.get(key)) {
      throw ResourceAlreadyExistsException('The specified log stream already exists')
    }
    const stream: LogStream = { id: random.uuid(), name, createdAt: clock.now() }
    await documents.commit([{ type: 'put', key, value: { ...stream } }])
  },
})
