import { logs } from '../../../wire/models/logs.ts'
import { groupCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { newDataKey } from '../encryption/data-keys.ts'
import { named } from '../group-names.ts'
import { getGroup } from '../groups.ts'
import { groupWrite } from '../records.ts'

/** New events of the group are encrypted under the key; those stored before stay as they are. */
export const associateKmsKey = operation(logs.AssociateKmsKey, {
  authorize: ({ logGroupName }, context) =>
    groupCheck('logs:AssociateKmsKey', named(logGroupName, context), context),

  async handle({ logGroupName, kmsKeyId }, context) {
    const group = await getGroup(named(logGroupName, context), context)
    const { encryption, write } = await newDataKey(group, kmsKeyId, context)
    await context.documents.commit([groupWrite({ ...group, encryption }), write])
  },
})

/** New events are stored without the key, which those before still need to be read. */
export const disassociateKmsKey = operation(logs.DisassociateKmsKey, {
  authorize: ({ logGroupName }, context) =>
    groupCheck('logs:DisassociateKmsKey', named(logGroupName, context), context),

  async handle({ logGroupName }, context) {
    const { encryption: _, ...group } = await getGroup(named(logGroupName, context), context)
    await context.documents.commit([groupWrite(group)])
  },
})
