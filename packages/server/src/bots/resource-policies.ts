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

/** What may carry the policies that take part in a check on a resource. */
export interface PolicyCarriers {
  readonly arns: readonly string[]
  /** Of their policies, in the same order. */
  readonly keys: readonly Key[]
}

/** Any spelling of the resource, and for a version or an alias those of the whole bot, too. */
export function carriersOf(resource: readonly string[]): PolicyCarriers {
  const arns = [...new Set(resource.flatMap(arn => [arn, ...wholeBot(arn)]))]
  return { arns, keys: arns.map(keyOfArn) }
}

function wholeBot(arn: string): string[] {
  const parts = arn.split(':')
  return parts[5] === 'bot' && parts.length > 7 ? [parts.slice(0, 7).join(':')] : []
}

function keyOfArn(arn: string): Key {
  const [, , , region = '', account = '', ...resource] = arn.split(':')
  return resourcePolicyKey({ account, region }, resource.join(':'))
}

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

interface PolicyCompiler<Compiled extends object> {
  compile(document: string, source: ResourceSource): Compiled
  /** What `make` makes, once for the very same record and others. */
  once<T extends object>(record: object, others: readonly unknown[], make: () => T): T
}

/** The policies that take part in a check. */
export async function policiesOn<Compiled extends object>(
  { arns, keys }: PolicyCarriers,
  reader: PolicyReader,
  compiler: PolicyCompiler<Compiled>,
): Promise<readonly Compiled[]> {
  const found = await reader.getMany(keys)
  if (found.every(document => document === undefined)) return NONE
  return arns.flatMap((arn, index) => {
    const policy = policyRecord(found[index])
    return policy ? [compiled(policy, arn, compiler)] : []
  })
}

const NONE: readonly never[] = []

function compiled<Compiled extends object>(
  policy: ResourcePolicy,
  attachedTo: string,
  { compile, once }: PolicyCompiler<Compiled>,
): Compiled {
  return once(policy, [attachedTo], () => {
    const pinned = new Map(Object.entries(policy.pinned))
    return compile(policy.document, {
      kind: 'resource',
      name: 'resource policy',
      attachedTo,
      pinned,
    })
  })
}
