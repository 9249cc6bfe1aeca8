import {
  type CompiledPolicy,
  decide,
  EMPTY_POLICY_SET,
  explain,
  type PolicySet,
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
    resource: (await check.policies?.()) ?? [],
    scp: here ? await orgLevels(here, 'scp', reader, compiler) : EMPTY_POLICY_SET.scp,
    rcp: there ? await orgLevels(there, 'rcp', reader, compiler) : EMPTY_POLICY_SET.rcp,
  }
  const context = await loadContext(keysOf(policies), {
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

/** What any of the policies in play reads. */
function keysOf({ identity, resource, boundary, session = [], scp, rcp }: PolicySet): Set<string> {
  const keys = new Set<string>()
  const add = (policies: readonly CompiledPolicy[]) => {
    for (const policy of policies) for (const key of policy.keys) keys.add(key)
  }
  for (const policies of [identity, resource, session, ...scp, ...rcp]) add(policies)
  if (boundary) add([boundary])
  return keys
}
