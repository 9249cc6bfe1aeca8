import { lambda } from '../../../wire/models/lambda.ts'
import { functionCheck } from '../checks.ts'
import { type LambdaContext, operation } from '../context.ts'
import { invalid, notFound } from '../errors.ts'
import { findFunction, findVersion } from '../find.ts'
import { arnOf, type FunctionName, functionArn, LATEST, mayBeAlias, named } from '../names.ts'
import {
  assertPolicyRevision,
  renderPolicy,
  statementOf,
  statementsOf,
  withoutStatement,
  withStatement,
} from '../policy.ts'
import {
  aliasKey,
  type FunctionPolicy,
  functionKey,
  keptWrite,
  type LambdaFunction,
  policyKey,
  putRecord,
  recordOf,
} from '../records.ts'

/** Adds a statement to the policy of a function, a version or an alias (spec/surroundings.md §4.1). */
export const addPermission = operation(lambda.AddPermission, {
  authorize: ({ FunctionName, Qualifier, Principal, FunctionUrlAuthType }, context) =>
    functionCheck('lambda:AddPermission', named(FunctionName, Qualifier, context), context, {
      context: {
        'lambda:Principal': Principal,
        'lambda:FunctionUrlAuthType': FunctionUrlAuthType,
      },
    }),

  async handle(input, context) {
    const { documents } = context
    const name = named(input.FunctionName, input.Qualifier, context)
    if (name.qualifier === LATEST) {
      throw invalid('We currently do not support adding policies for $LATEST.')
    }
    const key = policyKey(name, name.qualifier)
    const fn = await assertThere(name, context)
    const policy = recordOf<FunctionPolicy>(await documents.get(key))
    assertPolicyRevision(input.RevisionId, policy)
    const statement = statementOf(input, name)
    await documents.commit([
      putRecord(key, await withStatement(policy, statement, context)),
      keptWrite(fn),
    ])
    return { Statement: JSON.stringify(statement) }
  },
})

export const removePermission = operation(lambda.RemovePermission, {
  async authorize({ FunctionName, Qualifier, StatementId }, context) {
    const name = policed(named(FunctionName, Qualifier, context))
    const policy = recordOf<FunctionPolicy>(
      await context.documents.get(policyKey(name, name.qualifier)),
    )
    return functionCheck('lambda:RemovePermission', name, context, {
      context: keysOf(policy, StatementId),
    })
  },

  async handle({ FunctionName, Qualifier, StatementId, RevisionId }, context) {
    const { documents } = context
    const name = named(FunctionName, Qualifier, context)
    if (!(await documents.get(functionKey(name)))) {
      throw notFound(`No policy found for: ${functionArn(name)}`)
    }
    await assertThere(name, context)
    const key = policyKey(name, name.qualifier)
    const policy = recordOf<FunctionPolicy>(await documents.get(key))
    if (!policy) throw notFound('No policy is associated with the given resource.')
    assertPolicyRevision(RevisionId, policy)
    const left = withoutStatement(policy, StatementId, context)
    await documents.commit([left ? putRecord(key, left) : { type: 'delete', key }])
  },
})

export const getPolicy = operation(lambda.GetPolicy, {
  readOnly: true,
  authorize: ({ FunctionName, Qualifier }, context) =>
    functionCheck('lambda:GetPolicy', policed(named(FunctionName, Qualifier, context)), context),

  async handle({ FunctionName, Qualifier }, context) {
    const name = named(FunctionName, Qualifier, context)
    const key = policyKey(name, name.qualifier)
    const policy = recordOf<FunctionPolicy>(await context.documents.get(key))
    if (!policy) throw notFound('The resource you requested does not exist.')
    return { Policy: await renderPolicy(policy, context), RevisionId: policy.revisionId }
  },
})

/** @throws ResourceNotFoundException in the words for an alias or for a function */
async function assertThere(
  name: FunctionName,
  { documents }: LambdaContext,
): Promise<LambdaFunction> {
  const { qualifier } = name
  const fn = await findFunction({ ...name, qualifier: undefined }, documents)
  if (qualifier === undefined) return fn
  if (mayBeAlias(qualifier) && !(await documents.get(aliasKey(name, qualifier)))) {
    throw notFound(`Cannot find alias arn: ${arnOf(name)}`)
  }
  await findVersion(name, documents)
  return fn
}

/** `$LATEST` and no qualifier share one policy: both are decided as the function itself. */
const policed = (name: FunctionName): FunctionName =>
  name.qualifier === LATEST ? { ...name, qualifier: undefined } : name

/** What a request that adds the statement says of it. */
function keysOf(policy: FunctionPolicy | undefined, sid: string) {
  const { Principal: principal, Condition } =
    statementsOf(policy).find(({ Sid }) => Sid === sid) ?? {}
  return {
    'lambda:Principal': typeof principal === 'object' ? Object.values(principal)[0] : principal,
    'lambda:FunctionUrlAuthType': Condition?.StringEquals?.['lambda:FunctionUrlAuthType'],
  }
}
