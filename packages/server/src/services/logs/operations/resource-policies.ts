import { ServiceError } from '../../../kernel/errors.ts'
import { check } from '../../../operation/check.ts'
import { CommitConflict, type Key, type Write } from '../../../store/store.ts'
import {
  type DeleteResourcePolicyRequest,
  InvalidParameterException,
  LimitExceededException,
  logs,
  type PutResourcePolicyRequest,
  ResourceNotFoundException,
} from '../../../wire/models/logs.ts'
import { type LogsContext, operation } from '../context.ts'
import { assertText, groupOfArn } from '../group-names.ts'
import { getGroup } from '../groups.ts'
import { LIMITS } from '../limits.ts'
import { pageToken, placeOf } from '../page-tokens.ts'
import {
  accountPoliciesOf,
  accountPolicyKey,
  describedPolicy,
  groupPolicyKey,
  policyCountKey,
  policyOf,
  policyOutput,
  type ResourcePolicy,
  requestedPolicy,
} from '../resource-policies.ts'

const LISTING = 'resource-policies'

/** Lets services write to groups of the account, or to one group. */
export const putResourcePolicy = operation(logs.PutResourcePolicy, {
  authorize: () => check('logs:PutResourcePolicy', 'any'),

  async handle(input, context) {
    const { documents, clock, random } = context
    const { name, text } = assertInput(input)
    const place = await placeOfPolicy(input, context)
    const found = await documents.get(place.key)
    assertRevision(input.expectedRevisionId, found && policyOf(found))
    const policy: ResourcePolicy = {
      name,
      policy: await requestedPolicy(text, context),
      updatedAt: clock.now(),
      revisionId: random.uuid(),
    }
    const count = policyCountKey(context)
    const isNew = !found && place.arn === undefined
    const { document, pinned } = policy.policy
    const value = { ...policy, policy: { document, pinned: { ...pinned } } }
    const writes: Write[] = [{ type: 'put', key: place.key, value }]
    if (isNew) writes.push({ type: 'add', key: count, amount: 1, max: LIMITS.accountPolicies })
    try {
      await documents.commit(writes)
    } catch (error) {
      if (!(error instanceof CommitConflict) || error.key !== count) throw error
      throw LimitExceededException('Resource limit exceeded.', { cause: error })
    }
    const output = policyOutput(policy, place.arn)
    return { resourcePolicy: output, revisionId: output.revisionId }
  },
})

export const deleteResourcePolicy = operation(logs.DeleteResourcePolicy, {
  authorize: () => check('logs:DeleteResourcePolicy', 'any'),

  async handle(input, context) {
    const { documents } = context
    const place = await placeOfPolicy(input, context)
    const found = await documents.get(place.key)
    if (!found) {
      throw ResourceNotFoundException(
        `Policy with name [${input.policyName ?? place.arn}] does not exist.`,
      )
    }
    assertRevision(input.expectedRevisionId, policyOf(found))
    const writes: Write[] = [{ type: 'delete', key: place.key }]
    if (place.arn === undefined) {
      writes.push({ type: 'add', key: policyCountKey(context), amount: -1 })
    }
    await documents.commit(writes)
  },
})

/** The policies of the account, or that of one group. */
export const describeResourcePolicies = operation(logs.DescribeResourcePolicies, {
  readOnly: true,
  authorize: () => check('logs:DescribeResourcePolicies', 'any'),

  async handle({ resourceArn, policyScope, nextToken, limit }, context) {
    const { documents } = context
    if (resourceArn !== undefined) {
      const place = await placeOfPolicy({ resourceArn }, context)
      const found = await documents.get(place.key)
      const resourcePolicies = found
        ? [await describedPolicy(policyOf(found), place.arn, context)]
        : []
      return { resourcePolicies, nextToken: undefined }
    }
    if (policyScope === 'RESOURCE') {
      throw InvalidParameterException('resourceArn is required with the policy scope RESOURCE.')
    }
    const after = placeOf(nextToken, LISTING, 1)?.[0]
    const [from, to] = accountPoliciesOf(context)
    const page = await documents.range(from, to)
    const rest = page.documents
      .map(policyOf)
      .filter(({ name }) => after === undefined || name > after)
    const shown = rest.slice(0, limit ?? LIMITS.describedAtOnce)
    const last = rest.length > shown.length ? shown.at(-1) : undefined
    return {
      resourcePolicies: await Promise.all(
        shown.map(policy => describedPolicy(policy, undefined, context)),
      ),
      nextToken: last && pageToken(LISTING, last.name),
    }
  },
})

interface PolicyPlace {
  readonly key: Key
  /** Of the group whose policy it is; undefined for a policy of the account. */
  readonly arn: string | undefined
}

/** @throws InvalidParameterException, ResourceNotFoundException */
async function placeOfPolicy(
  { policyName, resourceArn }: DeleteResourcePolicyRequest,
  context: LogsContext,
): Promise<PolicyPlace> {
  if (resourceArn !== undefined) {
    if (policyName !== undefined) {
      throw InvalidParameterException(
        'policyName and resourceArn are mutually exclusive parameters.',
      )
    }
    const { id } = await getGroup(groupOfArn(resourceArn), context)
    return { key: groupPolicyKey(id), arn: resourceArn }
  }
  if (policyName === undefined) throw missing('policyName')
  assertText(policyName, 'policyName')
  return { key: accountPolicyKey(context, policyName), arn: undefined }
}

function assertInput({ policyName, policyDocument, resourceArn }: PutResourcePolicyRequest): {
  readonly name: string
  readonly text: string
} {
  if (policyDocument === undefined) throw missing('policyDocument')
  const isOfGroup = resourceArn !== undefined
  const max = isOfGroup ? LIMITS.groupPolicyCharacters : LIMITS.accountPolicyCharacters
  if (policyDocument.length > max) {
    throw InvalidParameterException(
      `1 validation error detected: Value at 'policyDocument' failed to satisfy constraint: Member must have length less than or equal to ${max}`,
    )
  }
  return { name: policyName ?? 'of the group', text: policyDocument }
}

function assertRevision(expected: string | undefined, found: ResourcePolicy | undefined): void {
  if (expected === undefined || expected === found?.revisionId) return
  const message = 'The policy was changed since the expected revision.'
  throw new ServiceError('OperationAbortedException', message, { status: 400 })
}

const missing = (member: string) =>
  InvalidParameterException(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  )
