import type { Check } from '../../access/check.ts'
import type { Tag } from '../../access/identity.ts'
import { recordOf } from '../../bots/records.ts'
import { policiesOn } from '../../bots/resource-policies.ts'
import type { lexRuntime } from '../../wire/models/lex-runtime.ts'
import type { OperationRef } from '../../wire/models/model.ts'
import type { LexRuntimeContext, Target } from './context.ts'

type Operations = typeof lexRuntime
export type Action = keyof Operations
type InputOf<A extends Action> =
  Operations[A] extends OperationRef<infer Input extends Target, infer _Output> ? Input : never

/**
 * What every operation of the runtime checks: the alias, with its tags; for `$LATEST` the bot, with the
 * bot's (spec/lex-models.md §8.4).
 */
export function guarded<A extends Action>(name: A) {
  const action = `lex:${name}`
  return (input: InputOf<A> & Target, context: LexRuntimeContext): Check => {
    const { documents, compiler } = context
    const { resource, tagsKey, policyCarriers } = context.addresses.of(context, input)
    return {
      action,
      resource,
      tags: async () => recordOf<readonly Tag[]>(await documents.get(tagsKey)),
      tagPrefixes: TAG_PREFIXES,
      policies: () => policiesOn(policyCarriers, documents, compiler),
    }
  }
}

const TAG_PREFIXES = ['lex:ResourceTag']
