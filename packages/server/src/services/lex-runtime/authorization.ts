import type { Check } from '../../access/check.ts'
import type { Tag } from '../../access/identity.ts'
import { aliasSet, botVersionSet } from '../../bots/arns.ts'
import { LATEST, recordOf, tagsKey } from '../../bots/records.ts'
import { policiesOn } from '../../bots/resource-policies.ts'
import { check } from '../../operation/check.ts'
import type { lexRuntime } from '../../wire/models/lex-runtime.ts'
import type { OperationRef } from '../../wire/models/model.ts'
import { type LexRuntimeContext, scopeOf, type Target } from './context.ts'

type Operations = typeof lexRuntime
export type Action = keyof Operations
type InputOf<A extends Action> =
  Operations[A] extends OperationRef<infer Input extends Target, infer _Output> ? Input : never

/**
 * What every operation of the runtime checks: the alias, with its tags; for `$LATEST` the bot, with the
 * bot's (spec/lex-models.md §8.4).
 */
export function guarded<A extends Action>(action: A) {
  return ({ botName, botAlias }: InputOf<A> & Target, context: LexRuntimeContext): Check => {
    const scope = scopeOf(context)
    const { account, region } = scope
    const isLatest = botAlias === LATEST
    const arns = isLatest
      ? botVersionSet(scope, botName, LATEST)
      : aliasSet(scope, botName, botAlias)
    const tagged = isLatest ? ['bot', botName] : ['alias', botName, botAlias]
    return check(
      `lex:${action}`,
      { arns, account },
      {
        tags: async () =>
          recordOf<readonly Tag[]>(
            await context.documents.get(tagsKey(account, region, ...tagged)),
          ),
        tagPrefixes: ['lex:ResourceTag'],
        policies: () => policiesOn(arns, context.documents, context.compiler.compile),
      },
    )
  }
}
