import { lambda } from '../../../wire/models/lambda.ts'
import { functionCheck } from '../checks.ts'
import { codeLink } from '../code-link.ts'
import { type LambdaContext, operation } from '../context.ts'
import { findVersion } from '../find.ts'
import { type FunctionName, functionArn, named } from '../names.ts'
import { configurationOutput } from '../outputs.ts'
import type { Code } from '../records.ts'
import { tagMap } from '../tags.ts'

/** Configuration, a link to the code, and the tags if the caller may list them. */
export const getFunction = operation(lambda.GetFunction, {
  readOnly: true,
  authorize: ({ FunctionName, Qualifier }, context) =>
    functionCheck('lambda:GetFunction', named(FunctionName, Qualifier, context), context),

  async handle({ FunctionName, Qualifier }, context) {
    const name = named(FunctionName, Qualifier, context)
    const { qualifier } = name
    const { fn, version } = await findVersion(name, context.documents)
    const isVisible = fn.tags.length > 0 && (await mayListTags(name, context))
    return {
      Configuration: configurationOutput({ fn, version, qualifier }, context.seal),
      Code: await codeLocation(name, version.code, context),
      Tags: isVisible ? tagMap(fn.tags) : undefined,
      Concurrency:
        fn.reserved === undefined ? undefined : { ReservedConcurrentExecutions: fn.reserved },
    }
  },
})

export const getFunctionConfiguration = operation(lambda.GetFunctionConfiguration, {
  readOnly: true,
  authorize: ({ FunctionName, Qualifier }, context) =>
    functionCheck(
      'lambda:GetFunctionConfiguration',
      named(FunctionName, Qualifier, context),
      context,
    ),

  async handle({ FunctionName, Qualifier }, context) {
    const name = named(FunctionName, Qualifier, context)
    const { fn, version } = await findVersion(name, context.documents)
    return configurationOutput({ fn, version, qualifier: name.qualifier }, context.seal)
  },
})

async function codeLocation(name: FunctionName, code: Code, context: LambdaContext) {
  if (code.kind === 'endpoint') {
    const { url } = code
    return { RepositoryType: 'ECR', ImageUri: url, ResolvedImageUri: url, Location: undefined }
  }
  return {
    RepositoryType: 'S3',
    Location: await codeLink(name, context),
    ImageUri: undefined,
    ResolvedImageUri: undefined,
  }
}

/** Asked in passing: without the permission the answer merely has no tags. */
async function mayListTags(name: FunctionName, { calls }: LambdaContext): Promise<boolean> {
  const input = { Resource: functionArn(name) }
  const as = { kind: 'caller', service: 'lambda.amazonaws.com' } as const
  return (await calls.wouldAllow(lambda.ListTags, input, as)).allowed
}
