import { intentArn } from '../../bots/arns.ts'
import type { BotAlias, Intent } from '../../bots/records.ts'
import { check } from '../../operation/check.ts'
import { BadRequestException } from '../../wire/models/lex-models.ts'
import { sts } from '../../wire/models/sts.ts'
import { type LexModelsContext, scopeOf } from './context.ts'
import { arnOfAlias } from './inputs.ts'
import { hooksOf } from './rules/intent-rules.ts'

/** What an intent or an alias needs of other services, asked before it is stored (spec/lex-models.md §8.6). */

const LEX = 'lex.amazonaws.com'

/** Lex itself must be allowed to invoke each hook in the context of the intent. @throws BadRequestException */
export async function assertHooks(intent: Intent, context: LexModelsContext): Promise<void> {
  const sourceArn = intentArn(scopeOf(context), intent.name)
  for (const { uri } of hooksOf(intent)) {
    const lex = { principal: LEX, sourceArn, sourceAccount: context.account }
    const account = uri.split(':')[4] ?? context.account
    const invoke = check('lambda:InvokeFunction', { arns: [uri], account })
    const { allowed } = await context.wouldAllow(lex, invoke)
    if (allowed) continue
    throw BadRequestException(
      `Lex is unable to access the Lambda function ${uri} in the context of intent ${sourceArn}.  Please check the resource-based policy on the function.`,
    )
  }
}

/** Searches need an index, and no service here keeps one. @throws BadRequestException */
export function assertKendraIndex({ kendraConfiguration }: Intent): void {
  if (!kendraConfiguration) return
  throw BadRequestException(
    `The Amazon Kendra index ${kendraConfiguration.kendraIndex} does not exist.`,
  )
}

/** The role that logs are delivered with must let Lex assume it. @throws BadRequestException */
export async function assertLogRole(alias: BotAlias, context: LexModelsContext): Promise<void> {
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
