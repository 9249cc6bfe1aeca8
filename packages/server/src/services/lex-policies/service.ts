import type { Compiler } from '../../access/compiled.ts'
import { defineService, type Service } from '../../operation/operation.ts'
import type { LexPoliciesContext } from './context.ts'
import {
  createResourcePolicy,
  deleteResourcePolicy,
  describeResourcePolicy,
  updateResourcePolicy,
} from './operations/policies.ts'
import {
  createResourcePolicyStatement,
  deleteResourcePolicyStatement,
} from './operations/statements.ts'

/**
 * The resource-policy operations of the second version of Lex, on resources of the first: stock clients take its
 * ARNs (spec/lex-models.md §8.5).
 */
export function lexPoliciesService(parts: { readonly compiler: Compiler }): Service {
  return defineService<LexPoliciesContext>({
    name: 'lex-policies',
    context: core => ({ ...core, ...parts }),
    operations: [
      createResourcePolicy,
      createResourcePolicyStatement,
      deleteResourcePolicy,
      deleteResourcePolicyStatement,
      describeResourcePolicy,
      updateResourcePolicy,
    ],
  })
}
