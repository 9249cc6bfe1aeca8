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
  withoutStatement,
  withStatement,
} from '../policy.ts'
import {
  aliasKey,
  type FunctionPolicy,
  functionKey,
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
    await assertThere(name, context)
    const policy = recordOf<FunctionPolicy>(await documents.get(key))
    assertPolicyRevision(input.RevisionId, policy)
    const statement = statementOf(input, name)
    await documents.commit([putRecord(key, await withStatement(policy, statement, context))])
    return { Statement: JSON.stringify(statement) }
  },
})

export const removePermission = operation(lambda.RemovePermission, {
  async authorize({ FunctionName, Qualifier, StatementId }, context) {
    const name = named(FunctionName, Qualifier, context)
    const policy = recordOf<FunctionPolicy>(
      await context.documents.get(policyKey(name, name.qualifier)),
    )
    return functionCheck('lambda:RemovePermission', name, context, {
      context: { 'lambda:Principal': () => principalOf(policy, StatementId) },
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
    functionCheck('lambda:GetPolicy', named(FunctionName, Qualifier, context), context),

  async handle({ FunctionName, Qualifier }, context) {
    const name = named(FunctionName, Qualifier, context)
    const key = policyKey(name, name.qualifier)
    const policy = recordOf<FunctionPolicy>(await context.documents.get(key))
    if (!policy) throw notFound('The resource you requested does not exist.')
    return { Policy: await renderPolicy(policy, context), RevisionId: policy.revisionId }
  },
})

/** @throws ResourceNotFoundException in the words for an alias or for a function */
async function assertThere(name: FunctionName, { documents }: LambdaContext): Promise<void> {
  const { qualifier } = name
  await findFunction({ ...name, qualifier: undefined }, documents)
  if (qualifier === undefined) return
  if (mayBeAlias(qualifier) && !(await documents.get(aliasKey(name, qualifier)))) {
    throw notFound(`Cannot find alias arn: ${arnOf(name)}`)
  }
  await findVersion(name, documents)
}

/** Whom the statement names, as a request that adds it names them. */
function principalOf(policy: FunctionPolicy | undefined, sid: string): string | undefined {
  if (!policy) return undefined
  const { Statement } = JSON.parse(policy.document) as {
    readonly Statement: readonly {
      readonly Sid: string
      readonly Principal: string | Readonly<Record<string, string>>
    }[]
  }
  const principal = Statement.find(({ Sid }) => Sid === sid)?.Principal
  return typeof principal === 'object' ? Object.values(principal)[0] : principal
}
