import { intentArn } from '../../bots/arns.ts'

import type { BotAlias } from '../../bots/records.ts'
import { BadRequestException, type PutIntentRequest } from '../../wire/models/lex-models.ts'
import { sts } from '../../wire/models/sts.ts'
import { scopeOf, type Workbench } from './context.ts'
import { mayInvoke } from './hooks.ts'
import { arnOfAlias } from './inputs.ts'
import { hooksOf } from './rules/intent-rules.ts'

/** What an intent or an alias needs of other services, asked before it is stored (spec/lex-models.md §8.6). */

const LEX = 'lex.amazonaws.com'

/**
 * Lex itself must be allowed to invoke each hook in the context of the intent; a function that is not there is
 * as good as one that may not be invoked. @throws BadRequestException
 */
export async function assertHooks(intent: Hooked, context: Workbench): Promise<void> {
  const [refused] = await refusedHooks(intent, context)
  if (refused !== undefined) throw BadRequestException(refused)
}

type Hooked = Pick<PutIntentRequest, 'name' | 'dialogCodeHook' | 'fulfillmentActivity'>

/** A sentence for each hook that Lex may not invoke. */
export async function refusedHooks(intent: Hooked, context: Workbench): Promise<string[]> {
  const { account, region, calls } = context
  const sourceArn = intentArn(scopeOf(context), intent.name)
  const hooks = [...new Set(hooksOf(intent).map(({ uri }) => uri))]
  const answers = await Promise.all(
    hooks.map(uri => mayInvoke(uri, sourceArn, { account, region, calls })),
  )
  return hooks
    .filter((_, index) => !answers[index])
    .map(
      uri =>
        `Lex is unable to access the Lambda function ${uri} in the context of intent ${sourceArn}.  Please check the resource-based policy on the function.`,
    )
}

/** Searches need an index, and no service here keeps one. @throws BadRequestException */
export function assertKendraIndex({
  kendraConfiguration,
}: Pick<PutIntentRequest, 'kendraConfiguration'>): void {
  if (!kendraConfiguration) return
  throw BadRequestException(
    `The Amazon Kendra index ${kendraConfiguration.kendraIndex} does not exist.`,
  )
}

/** The role that logs are delivered with must let Lex assume it. @throws BadRequestException */
export async function assertLogRole(alias: BotAlias, context: Workbench): Promise<void> {
  const role = alias.conversationLogs?.roleArn
  if (role === undefined) return
  const { allowed } = await context.calls.wouldAllow(
    sts.AssumeRole,
    { RoleArn: role, RoleSessionName: 'lex-conversation-logs' },
    {
      kind: 'service',
      principal: LEX,
      sourceArn: arnOfAlias(alias),
      sourceAccount: context.account,
    },
  )
  if (allowed) return
  throw BadRequestException(
    `Lex can't access your IAM role ${role}. Check that it exists and that its trust policy lets ${LEX} assume it.`,
  )
}
