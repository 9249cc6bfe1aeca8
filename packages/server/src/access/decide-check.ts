import {
  type CompiledPolicy,
  decide,
  EMPTY_POLICY_SET,
  explain,
  type PolicySet,
  type RequestContext,
  renderExplanation,
} from '@parley/policy'
import type { DecidedCheck } from './access.ts'
import type { Check, RequestFacts } from './check.ts'
import type { Compiler } from './compiled.ts'
import { loadContext } from './context-keys.ts'
import { gather } from './gather.ts'
import type { Identity } from './identity.ts'
import { orgLevels, placeOf } from './organizations.ts'
import type { Reader } from './records.ts'

/**
 * Decides one check: gathers whose policies bind it, loads the condition keys that they read, asks the engine.
 * @throws on a failure inside: nobody is allowed
 */
export async function decideCheck(
  caller: Identity,
  check: Check,
  facts: RequestFacts,
  { reader, compiler }: { readonly reader: Reader; readonly compiler: Compiler },
): Promise<DecidedCheck> {
  const identity = check.as ?? caller
  const gathered = await gather(identity, reader, compiler)
  const { arns, account: resourceAccount = identity.account } = check.resource
  const { trustsAccount = true, publicAccess } = check.resource
  const { principal } = identity
  const account = 'account' in principal ? principal.account : undefined
  const there = await placeOf(resourceAccount, reader)
  const here = account === resourceAccount ? there : account && (await placeOf(account, reader))
  const policies = {
    ...gathered.policies,
    resource: check.policies ? await check.policies() : EMPTY_POLICY_SET.resource,
    scp: here ? await orgLevels(here, 'scp', reader, compiler) : EMPTY_POLICY_SET.scp,
    rcp: there ? await orgLevels(there, 'rcp', reader, compiler) : EMPTY_POLICY_SET.rcp,
  }
  const keys = keysOf(policies)
  const context =
    keys.size === 0
      ? NOTHING_READ
      : await loadContext(keys, {
          identity,
          principalTags: gathered.tags,
          check,
          facts,
          resourceAccount,
          placeOf: one => placeOf(one, reader),
        })
  const request = {
    principal,
    action: check.action,
    resource: {
      arns,
      account: resourceAccount,
      trustsAccount,
      ...(publicAccess && { publicAccess }),
    },
    context,
  }
  return {
    check,
    decision: decide(policies, request),
    resourceAccount,
    contextKeys: () => Object.fromEntries(context),
    explain: () => renderExplanation(explain(policies, request)),
  }
}

const NO_KEYS: ReadonlySet<string> = new Set()
const NOTHING_READ: RequestContext = new Map()

/** What any of the policies in play reads; most read nothing. */
function keysOf({ identity, resource, boundary, session, scp, rcp }: PolicySet) {
  let keys = boundary?.keys ?? NO_KEYS
  keys = withKeysOf(identity, keys)
  keys = withKeysOf(resource, keys)
  if (session) keys = withKeysOf(session, keys)
  for (const level of scp) keys = withKeysOf(level, keys)
  for (const level of rcp) keys = withKeysOf(level, keys)
  return keys
}

function withKeysOf(policies: readonly CompiledPolicy[], keys: ReadonlySet<string>) {
  let all = keys
  for (const policy of policies) {
    if (policy.keys.size > 0) all = all.size === 0 ? policy.keys : all.union(policy.keys)
  }
  return all
}
