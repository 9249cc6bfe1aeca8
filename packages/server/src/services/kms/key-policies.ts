import {
  type CompiledPolicy,
  compilePolicy,
  decide,
  EMPTY_POLICY_SET,
  type PolicyDocument,
  parsePolicy,
} from '@parley/policy'
import { loadContext } from '../../access/context-keys.ts'
import { pinPrincipals } from '../../access/pinning.ts'
import type { PinnedDocument } from '../../access/records.ts'
import { check } from '../../operation/check.ts'
import { LimitExceededException, MalformedPolicyDocumentException } from '../../wire/models/kms.ts'
import type { KmsContext } from './context.ts'
import { LIMITS } from './limits.ts'
import { type KmsKey, keyArn } from './records.ts'

/** The policy of a key, ready to decide. */
export function keyPolicy(key: KmsKey, { compiler }: Pick<KmsContext, 'compiler'>): CompiledPolicy {
  return compiler.compile(key.policy.document, sourceOf(keyArn(key), key.policy))
}

/** What a key has that was created without a policy: the account's own policies decide. */
export const defaultPolicy = (account: string): PinnedDocument => ({
  document: JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  }),
  pinned: {},
})

/**
 * A policy that is about to become a key's, with its principals pinned (spec/iam.md §1.6).
 * @throws MalformedPolicyDocumentException also when it would lock out the caller, unless that is wanted
 */
export async function requestedPolicy(
  text: string,
  key: Pick<KmsKey, 'account' | 'region' | 'id'>,
  bypassLockoutCheck: boolean,
  context: KmsContext,
): Promise<PinnedDocument> {
  if (Buffer.byteLength(text) > LIMITS.policyCharacters) {
    throw LimitExceededException(`A key policy can be ${LIMITS.policyCharacters} bytes at most.`)
  }
  const parsed = parsePolicy(text, 'resource')
  if (!parsed.ok) throw malformed(parsed.error[0]?.message)
  if (parsed.value.statements.some(({ resource, notResource }) => !resource && !notResource)) {
    throw malformed('Policy statement must contain resources.')
  }
  const pinned = await pinPrincipals(text, parsed.value, context.documents)
  if (!pinned.ok) throw malformed(INVALID_PRINCIPALS)
  const locksOut =
    !bypassLockoutCheck && !(await keepsDoor(parsed.value, pinned.value, key, context))
  if (locksOut) throw malformed(LOCKED_OUT)
  return pinned.value
}

const INVALID_PRINCIPALS = 'Policy contains a statement with one or more invalid principals.'
const LOCKED_OUT = 'The new key policy will not allow you to update the key policy in the future.'

const malformed = (message = 'Syntax errors in policy.') =>
  MalformedPolicyDocumentException(message)

/** Whether the caller could put the next policy, were its own policies to allow it. */
async function keepsDoor(
  document: PolicyDocument,
  pinned: PinnedDocument,
  key: Pick<KmsKey, 'account' | 'region' | 'id'>,
  { identity, clock, region }: KmsContext,
): Promise<boolean> {
  const arn = keyArn(key)
  const action = 'kms:PutKeyPolicy'
  const policy = compilePolicy(document, sourceOf(arn, pinned))
  const keys = await loadContext(policy.keys, {
    identity,
    principalTags: identity.session?.tags ?? [],
    check: check(action, arn, { context: { 'kms:CallerAccount': identity.account } }),
    facts: { time: clock.now(), region, secureTransport: true },
    resourceAccount: key.account,
  })
  const { effect } = decide(
    { ...EMPTY_POLICY_SET, identity: [EVERYTHING], resource: [policy] },
    {
      principal: identity.principal,
      action,
      resource: { arns: [arn], account: key.account, trustsAccount: false },
      context: keys,
    },
  )
  return effect === 'allow'
}

const EVERYTHING = everything()

function everything(): CompiledPolicy {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
  })
  const parsed = parsePolicy(text, 'identity')
  if (!parsed.ok) throw new Error('broken invariant: a policy that allows everything is valid')
  return compilePolicy(parsed.value, { kind: 'identity', name: 'everything' })
}

const sourceOf = (arn: string, { pinned }: PinnedDocument) => ({
  kind: 'resource' as const,
  name: 'key policy',
  attachedTo: arn,
  pinned: new Map(Object.entries(pinned)),
})
