import type { Check } from '../../../access/check.ts'
import { check } from '../../../operation/check.ts'
import type { CloudwatchContext } from '../context.ts'
import { alarmArn, alarmKey, alarmOf } from './records.ts'

/** A check on one alarm, whether it exists or not (spec/surroundings.md §8). */
export function alarmCheck(
  action: string,
  name: string,
  context: CloudwatchContext,
  more: Omit<Check, 'action' | 'resource' | 'tags'> = {},
): Check {
  const { account, documents } = context
  const tags = async () => {
    const document = await documents.get(alarmKey(context, name))
    return document && alarmOf(document).tags
  }
  return check(action, { arns: [alarmArn(context, name)], account }, { tags, ...more })
}

/** One check for each alarm that is named; all alarms when none is. */
export const alarmChecks = (
  action: string,
  names: readonly string[] | undefined,
  context: CloudwatchContext,
): readonly Check[] =>
  names && names.length > 0
    ? names.map(name => alarmCheck(action, name, context))
    : [check(action, { arns: [alarmArn(context, '*')], account: context.account })]
