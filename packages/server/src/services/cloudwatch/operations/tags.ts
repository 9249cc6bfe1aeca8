import type { Check } from '../../../access/check.ts'
import { parseArn } from '../../../kernel/arn.ts'
import { check } from '../../../operation/check.ts'
import {
  cloudwatch,
  InvalidParameterValueException,
  ResourceNotFoundException,
} from '../../../wire/models/cloudwatch.ts'
import { alarmCheck } from '../alarms/checks.ts'
import { type Alarm, alarmKey, alarmOf, alarmWrite } from '../alarms/records.ts'
import { tagList, wireTags, withoutTags, withTags } from '../alarms/tags.ts'
import { type CloudwatchContext, operation } from '../context.ts'

type TagKeys = Pick<Check, 'requestTags' | 'requestTagKeys'>

export const tagResource = operation(cloudwatch.TagResource, {
  authorize: ({ ResourceARN, Tags }, context) =>
    taggedCheck('TagResource', ResourceARN, context, { requestTags: tagList(Tags) }),

  async handle({ ResourceARN, Tags }, context) {
    const alarm = await found(ResourceARN, context)
    await context.documents.commit([alarmWrite({ ...alarm, tags: withTags(alarm.tags, Tags) })])
    return {}
  },
})

export const untagResource = operation(cloudwatch.UntagResource, {
  authorize: ({ ResourceARN, TagKeys }, context) =>
    taggedCheck('UntagResource', ResourceARN, context, { requestTagKeys: TagKeys }),

  async handle({ ResourceARN, TagKeys }, context) {
    const alarm = await found(ResourceARN, context)
    const tags = withoutTags(alarm.tags, TagKeys)
    await context.documents.commit([alarmWrite({ ...alarm, tags })])
    return {}
  },
})

export const listTagsForResource = operation(cloudwatch.ListTagsForResource, {
  readOnly: true,
  authorize: ({ ResourceARN }, context) => taggedCheck('ListTagsForResource', ResourceARN, context),

  async handle({ ResourceARN }, context) {
    const name = nameOf(ResourceARN, context)
    // Recorded: an alarm that is gone has no tags, which is no error.
    const document =
      name === undefined ? undefined : await context.documents.get(alarmKey(context, name))
    return { Tags: document ? wireTags(alarmOf(document).tags) : [] }
  },
})

/** On the alarm that is named; on the ARN as it stands when it is none of this account and region. */
function taggedCheck(
  operationName: string,
  arn: string,
  context: CloudwatchContext,
  keys: TagKeys = {},
): Check {
  const name = nameOf(arn, context)
  const action = `cloudwatch:${operationName}`
  if (name !== undefined) return alarmCheck(action, name, context, keys)
  return check(action, { arns: [arn], account: parseArn(arn)?.account || context.account }, keys)
}

/** @throws InvalidParameterValueException for what is no ARN */
function nameOf(arn: string, { account, region }: CloudwatchContext): string | undefined {
  const parsed = parseArn(arn)
  if (!parsed) throw InvalidParameterValueException(`The value ${arn} is not a valid ARN.`)
  const isOurs =
    parsed.service === 'cloudwatch' && parsed.account === account && parsed.region === region
  return isOurs && parsed.resource.startsWith('alarm:')
    ? parsed.resource.slice('alarm:'.length)
    : undefined
}

async function found(arn: string, context: CloudwatchContext): Promise<Alarm> {
  const name = nameOf(arn, context)
  const document =
    name === undefined ? undefined : await context.documents.get(alarmKey(context, name))
  if (document) return alarmOf(document)
  throw ResourceNotFoundException(`The resource ${arn} does not exist.`)
}
