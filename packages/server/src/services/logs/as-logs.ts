import type { ActingAs, CallOptions, Calls } from '../../wire/calls.ts'
import type { OperationRef } from '../../wire/models/model.ts'
import type { GroupName } from './group-names.ts'

/** On behalf of which group CloudWatch Logs acts, and how the other side knows it. */
export interface Behalf {
  readonly group: GroupName
  /** `aws:SourceArn` */
  readonly sourceArn: string
}

/**
 * Calls another service as CloudWatch Logs. The service goes by two names, that with its region and that without,
 * and a policy of the other side may speak of either. @throws ServiceError
 */
export async function callAsLogs<Input, Output>(
  operation: OperationRef<Input, Output>,
  input: Input,
  behalf: Behalf,
  { calls, ...more }: { readonly calls: Calls } & CallOptions,
): Promise<Output> {
  const [regional, plain] = identitiesOf(behalf)
  const options = optionsOf(behalf, more)
  const { allowed } = await calls.wouldAllow(operation, input, regional, options)
  return calls.call(operation, input, allowed ? regional : plain, options)
}

/** Whether the other side would let CloudWatch Logs do it, by either name. */
export async function mayAsLogs<Input, Output>(
  operation: OperationRef<Input, Output>,
  input: Input,
  behalf: Behalf,
  { calls }: { readonly calls: Calls },
): Promise<boolean> {
  for (const identity of identitiesOf(behalf)) {
    const options = optionsOf(behalf, {})
    if ((await calls.wouldAllow(operation, input, identity, options)).allowed) return true
  }
  return false
}

function identitiesOf({
  group,
  sourceArn,
}: Behalf): readonly [regional: ActingAs, plain: ActingAs] {
  const source = { sourceArn, sourceAccount: group.account }
  return [
    { kind: 'service', principal: `logs.${group.region}.amazonaws.com`, ...source },
    { kind: 'service', principal: 'logs.amazonaws.com', ...source },
  ]
}

const optionsOf = ({ group }: Behalf, more: CallOptions): CallOptions => ({
  account: group.account,
  region: group.region,
  ...more,
})
