import type { Check } from '../../access/check.ts'
import type { Tag } from '../../access/identity.ts'
import { recordOf } from '../../bots/records.ts'
import { carriersOf, policiesOn } from '../../bots/resource-policies.ts'
import { check } from '../../operation/check.ts'
import type { lexPolicies } from '../../wire/models/lex-policies.ts'
import type { LexPoliciesContext } from './context.ts'
import { targetOf } from './target.ts'

interface On {
  readonly resourceArn: string
  readonly expectedRevisionId?: string | undefined
}

/** Every operation checks its action on the resource that carries the policy (spec/lex-models.md §8.4). */
export function guarded(action: keyof typeof lexPolicies) {
  return ({ resourceArn }: On, { documents, compiler }: LexPoliciesContext): Check => {
    const { spellings, scope, tagsKey } = targetOf(resourceArn)
    return check(
      `lex:${action}`,
      { arns: spellings, account: scope.account },
      {
        policies: () => policiesOn(carriersOf(spellings), documents, compiler),
        ...(tagsKey && {
          tags: async () => recordOf<readonly Tag[]>(await documents.get(tagsKey)) ?? [],
          tagPrefixes: ['lex:ResourceTag'],
        }),
      },
    )
  }
}
