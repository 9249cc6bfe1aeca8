import type { CompiledPolicy } from '@parley/policy'
import type { Check } from '../../access/check.ts'
import { check } from '../../operation/check.ts'
import type { LambdaContext } from './context.ts'
import { arnOf, type FunctionName } from './names.ts'
import {
  type FunctionPolicy,
  functionKey,
  type LambdaFunction,
  policyKey,
  recordOf,
} from './records.ts'

/**
 * A check on a function, or on the version or alias that was asked for: each has a policy of its own, which takes
 * part (spec/surroundings.md §4.1).
 */
export function functionCheck(
  action: string,
  name: FunctionName,
  context: Pick<LambdaContext, 'documents' | 'compiler'>,
  more: Pick<Check, 'context' | 'requestTags' | 'requestTagKeys'> = {},
): Check {
  const { account } = name
  return check(
    action,
    { arns: [arnOf(name)], account },
    {
      tags: async () =>
        recordOf<LambdaFunction>(await context.documents.get(functionKey(name)))?.tags,
      policies: () => policiesOf(name, context),
      ...more,
    },
  )
}

async function policiesOf(
  name: FunctionName,
  { documents, compiler }: Pick<LambdaContext, 'documents' | 'compiler'>,
): Promise<readonly CompiledPolicy[]> {
  const policy = recordOf<FunctionPolicy>(await documents.get(policyKey(name, name.qualifier)))
  if (!policy) return []
  const source = {
    kind: 'resource',
    name: 'function policy',
    attachedTo: arnOf(name),
    pinned: new Map(Object.entries(policy.pinned)),
  } as const
  return [compiler.compile(policy.document, source)]
}
