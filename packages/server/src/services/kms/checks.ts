import type { CompiledPolicy, ContextValue } from '@parley/policy'
import type { Check } from '../../access/check.ts'
import { check } from '../../operation/check.ts'
import type { KmsContext } from './context.ts'
import { usePolicies } from './grants.ts'
import type { NamedKey } from './key-names.ts'
import { keyPolicy } from './key-policies.ts'
import { aliasArn, type KmsKey } from './records.ts'

export interface KeyCheckOptions extends Pick<Check, 'requestTags' | 'requestTagKeys'> {
  /** Keys of this operation alone. */
  readonly keys?: Readonly<Record<string, ContextValue | undefined>>
  /** The grants that take part beside the key policy. */
  readonly grants?: (key: KmsKey) => Promise<readonly CompiledPolicy[]>
  /** See `CheckedResource.refusedAs`. */
  readonly refusedAs?: string
}

/**
 * A check on a key. Its policy must allow, or hand the decision to the account's own policies, or a grant must:
 * nothing else opens it (spec/iam.md §4.6). A key that does not exist is decided by the caller's policies, so
 * that only who could use it learns that it is not there.
 */
export function keyCheck(
  action: string,
  named: NamedKey,
  context: KmsContext,
  { keys, grants, refusedAs, ...tags }: KeyCheckOptions = {},
): Check {
  const { key, arn, account, alias } = named
  // Whoever named an alias of another account is told neither of it nor of the key behind it.
  const isForeignAlias = alias !== undefined && account !== context.identity.account
  return check(
    action,
    {
      arns: [arn],
      account,
      trustsAccount: key === undefined,
      ...(isForeignAlias && { shownAs: aliasArn(account, context.region, alias) }),
      ...(refusedAs !== undefined && { refusedAs }),
    },
    {
      context: { ...callerKeys(context), ...keysOf(key), ...keys },
      ...tags,
      ...(key && {
        tags: async () => key.tags,
        policies: async () => [keyPolicy(key, context), ...((await grants?.(key)) ?? [])],
      }),
    },
  )
}

/** A check on the use of a key, which a grant may allow as well. */
export function useCheck(
  operation: string,
  named: NamedKey,
  context: KmsContext,
  { keys, ...more }: Omit<KeyCheckOptions, 'grants'> = {},
): Check {
  return keyCheck(`kms:${operation}`, named, context, {
    keys: { 'kms:RequestAlias': named.alias, ...keys },
    grants: key => usePolicies(key, context),
    ...more,
  })
}

/** A check that only the policies of the caller decide. */
export function plainCheck(
  action: string,
  context: KmsContext,
  { keys, ...more }: Pick<KeyCheckOptions, 'keys' | 'requestTags'> = {},
): Check {
  const caller = LISTINGS.has(action) ? {} : callerKeys(context)
  return check(action, 'any', { context: { ...caller, ...keys }, ...more })
}

/** They are the one kind of request that does not tell policies of its account and its way. */
const LISTINGS: ReadonlySet<string> = new Set([
  'kms:ListAliases',
  'kms:ListKeys',
  'kms:ListRetirableGrants',
])

/** An alias has no policy of its own: the caller's alone decide, besides those of the key. */
export function aliasCheck(action: string, name: string, context: KmsContext): Check {
  const { account, region } = context
  const arns = [aliasArn(account, region, name)] as const
  return check(action, { arns, account }, { context: callerKeys(context) })
}

function callerKeys({ identity, region }: KmsContext) {
  const [via] = identity.calledVia?.at(-1)?.split('.') ?? []
  return {
    'kms:CallerAccount': identity.account,
    'kms:ViaService': via && `${via}.${region}.amazonaws.com`,
  }
}

function keysOf(key: KmsKey | undefined): Readonly<Record<string, ContextValue | undefined>> {
  if (!key) return {}
  const { spec, usage, aliases } = key
  return {
    'kms:KeySpec': spec,
    'kms:KeyUsage': usage,
    'kms:KeyOrigin': 'AWS_KMS',
    'kms:MultiRegion': 'false',
    'kms:ResourceAliases': aliases.length > 0 ? aliases : undefined,
  }
}
