import type { Scope } from '../../bots/arns.ts'
import type { Calls } from '../../wire/calls.ts'
import { lambda } from '../../wire/models/lambda.ts'

/**
 * Whether Lex itself may invoke a function in the context of an intent (spec/lex-models.md §3.6): no permission of
 * any caller counts, the function's own policy decides.
 */
export async function mayInvoke(
  functionArn: string,
  intentArn: string,
  { account, region, calls }: Scope & { readonly calls: Pick<Calls, 'wouldAllow'> },
): Promise<boolean> {
  const { allowed } = await calls.wouldAllow(
    lambda.Invoke,
    { FunctionName: functionArn },
    {
      kind: 'service',
      principal: 'lex.amazonaws.com',
      sourceArn: intentArn,
      sourceAccount: account,
    },
    { account: functionArn.split(':')[4] ?? account, region },
  )
  return allowed
}
