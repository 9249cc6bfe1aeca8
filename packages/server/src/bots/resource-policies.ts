import { key } from '../store/key.ts'
import type { Document, Key, Write } from '../store/store.ts'
import type { Scope } from './arns.ts'

/**
 * The resource-based policies of bots, aliases, intents and slot types (spec/lex-models.md §8.5): written by the
 * lex-policies service, taking part in every check on the resource.
 */
export interface ResourcePolicy {
  /** As it was sent. */
  readonly document: string
  /** Principal ARN as written → unique id. */
  readonly pinned: Readonly<Record<string, string>>
  /** 1 when it was created, one more with every change. */
  readonly revision: number
}

/** `resource` as its ARN spells it: `bot:Flowers`, `bot:Flowers:prod`, `intent:Order:3`. */
export const resourcePolicyKey = ({ account, region }: Scope, resource: string): Key =>
  key('lex.policy', account, region, resource)

/** The store's border. */
export const policyRecord = (document: Document | undefined): ResourcePolicy | undefined =>
  document && (document.value as unknown as ResourcePolicy)

/** What goes with a resource that is deleted. */
export const policyDeletion = (scope: Scope, resource: string): Write => ({
  type: 'delete',
  key: resourcePolicyKey(scope, resource),
})

interface PolicyReader {
  getMany(keys: readonly Key[]): Promise<(Document | undefined)[]>
}

/** Where a compiled policy comes from, in the engine's words. */
export interface ResourceSource {
  readonly kind: 'resource'
  readonly name: string
  readonly attachedTo: string
  readonly pinned: ReadonlyMap<string, string>
}

/**
 * The policies that take part in a check: those on any spelling of the resource, and for a version or an alias
 * those of the whole bot, too.
 */
export async function policiesOn<Compiled>(
  arns: readonly string[],
  reader: PolicyReader,
  compile: (document: string, source: ResourceSource) => Compiled,
): Promise<Compiled[]> {
  const carriers = [...new Set(arns.flatMap(arn => [arn, ...wholeBot(arn)]))]
  const found = await reader.getMany(carriers.map(keyOfArn))
  return carriers.flatMap((arn, index) => {
    const policy = policyRecord(found[index])
    if (!policy) return []
    const pinned = new Map(Object.entries(policy.pinned))
    const source = { kind: 'resource', name: 'resource policy', attachedTo: arn, pinned } as const
    return [compile(policy.document, source)]
  })
}

function wholeBot(arn: string): string[] {
  const parts = arn.split(':')
  return parts[5] === 'bot' && parts.length > 7 ? [parts.slice(0, 7).join(':')] : []
}

function keyOfArn(arn: string): Key {
  const [, , , region = '', account = '', ...resource] = arn.split(':')
  return resourcePolicyKey({ account, region }, resource.join(':'))
}
