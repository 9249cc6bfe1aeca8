import type { CompiledPolicy } from '@parley/policy'
import type { Identity } from '../../access/identity.ts'
import { recordOf } from '../../access/records.ts'
import { keyParts } from '../../store/key.ts'
import type { GrantOperation } from '../../wire/models/kms.ts'
import type { KmsContext } from './context.ts'
import { covers, type GrantTerms, WITH_CONTEXT } from './grant-rules.ts'
import { LIMITS } from './limits.ts'
import {
  type Grant,
  grantArnOfKey,
  grantCountKey,
  grantKey,
  grantsOfGrantee,
  type KmsKey,
} from './records.ts'

/**
 * Grants as policies of the key (spec/iam.md §4.6): each becomes a document that names its grantee, its
 * operations and its constraint, and the engine decides as it does on every other policy.
 */

/** The grants on a key that let the caller use it. */
export async function usePolicies(
  key: KmsKey,
  context: KmsContext,
): Promise<readonly CompiledPolicy[]> {
  const grants = await grantsOfCaller(key, context)
  return grants.flatMap(grant => compiled(grant, useStatements(grant), context))
}

/** The grants that let the caller make this other one. */
export async function creationPolicies(
  key: KmsKey,
  wanted: GrantTerms,
  context: KmsContext,
): Promise<readonly CompiledPolicy[]> {
  const grants = await grantsOfCaller(key, context)
  return grants
    .filter(grant => grant.operations.includes('CreateGrant') && covers(grant, wanted))
    .flatMap(grant => compiled(grant, [statement(grant.grantee, ['CreateGrant'])], context))
}

/** Who may retire a grant by what it says itself: its retiring principal, and its grantee if it includes that. */
export function retirementPolicy(grant: Grant, context: KmsContext): readonly CompiledPolicy[] {
  const { grantee, retiring, operations } = grant
  const may = [
    ...(retiring === undefined ? [] : [retiring]),
    ...(operations.includes('RetireGrant') ? [grantee] : []),
  ]
  return compiled(
    grant,
    may.map(principal => statement(principal, ['RetireGrant'])),
    context,
  )
}

/** Under which names a grant may list somebody: unique ids, ARNs, the account. */
export function granteeNames({ principal }: Identity): readonly string[] {
  const root = 'account' in principal ? [`arn:aws:iam::${principal.account}:root`] : []
  switch (principal.kind) {
    case 'root':
      return root
    case 'user':
      return [...present(principal.uniqueId), principal.arn, ...root]
    case 'role-session':
      return [principal.arn, ...present(principal.uniqueId), principal.roleArn, ...root]
    case 'federated-user': {
      const { arn, issuerUniqueId, issuerArn } = principal
      return [arn, ...present(issuerUniqueId), ...present(issuerArn), ...root]
    }
    case 'service':
    case 'federated-identity':
    case 'anonymous':
      return []
  }
}

const present = (name: string | undefined) => (name === undefined ? [] : [name])

/** The name of a grant's principal in the rows by which it is found: the unique id, if it has one. */
export const pinnedName = (arn: string, { pinned }: Pick<Grant, 'pinned'>): string =>
  pinned[arn] ?? accountRoot(arn)

/** An account by its number or its root's ARN is one principal. */
function accountRoot(name: string): string {
  return /^\d{12}$/.test(name) ? `arn:aws:iam::${name}:root` : name
}

async function grantsOfCaller(key: KmsKey, context: KmsContext): Promise<readonly Grant[]> {
  const { documents, identity } = context
  // Most keys have none, and this is one read instead of one for each name.
  if ((await documents.counter(grantCountKey(key.id))) === 0) return []
  const pages = await Promise.all(
    granteeNames(identity).map(name =>
      documents.range(...grantsOfGrantee(key.id, name), { limit: LIMITS.grantsPerGrantee }),
    ),
  )
  const rows = pages.flatMap(page => page.documents)
  const found = await documents.getMany(
    rows.map(row => grantKey(key.id, keyParts(row.key).at(-1) ?? '')),
  )
  return found.flatMap(document => recordOf<Grant>(document) ?? [])
}

function useStatements(grant: Grant): readonly object[] {
  const { grantee, operations, constraints } = grant
  const usable = operations.filter(one => one !== 'CreateGrant' && one !== 'RetireGrant')
  const constrained = usable.filter(one => constraints && WITH_CONTEXT.has(one))
  const free = usable.filter(one => !constrained.includes(one))
  return [
    ...(free.length > 0 ? [statement(grantee, free)] : []),
    ...(constrained.length > 0
      ? [{ ...statement(grantee, constrained), Condition: conditionOf(grant) }]
      : []),
  ]
}

const statement = (AWS: string, operations: readonly GrantOperation[]) => ({
  Effect: 'Allow',
  Principal: { AWS },
  Action: operations.map(operation => `kms:${operation}`),
  Resource: '*',
})

function conditionOf({ constraints = {} }: Grant): object {
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } = constraints
  const pairs = Object.entries(equals ?? subset ?? {})
  const StringEquals = Object.fromEntries(
    pairs.map(([name, value]) => [`kms:EncryptionContext:${name}`, value]),
  )
  const names = pairs.map(([name]) => name)
  return {
    ...(pairs.length > 0 && { StringEquals }),
    ...(equals &&
      (names.length > 0
        ? { 'ForAllValues:StringEqualsIgnoreCase': { 'kms:EncryptionContextKeys': names } }
        : { Null: { 'kms:EncryptionContextKeys': 'true' } })),
  }
}

/**
 * In the version of 2008 `${…}` is text: what a constraint holds is never a policy variable. And a document is Latin
 * letters alone, so that other letters are escaped.
 */
function compiled(
  grant: Grant,
  statements: readonly object[],
  { compiler }: KmsContext,
): readonly CompiledPolicy[] {
  if (statements.length === 0) return []
  const document = JSON.stringify({ Version: '2008-10-17', Statement: statements }).replaceAll(
    /[^ -~]/g,
    letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const source = {
    kind: 'resource' as const,
    name: `grant ${grant.id}`,
    attachedTo: grantArnOfKey(grant),
    pinned: new Map(Object.entries(grant.pinned)),
  }
  return [compiler.compile(document, source)]
}
