import { lambda } from '../../../wire/models/lambda.ts'
import { functionCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { invalid } from '../errors.ts'
import { findVersion } from '../find.ts'
import { named } from '../names.ts'

/** The package itself: what the link in GetFunction's answer leads to, under the same permission. */
export const getFunctionCode = operation(lambda.GetFunctionCode, {
  readOnly: true,
  authorize: ({ FunctionName, Qualifier }, context) =>
    functionCheck('lambda:GetFunction', named(FunctionName, Qualifier, context), context),

  async handle({ FunctionName, Qualifier }, context) {
    const name = named(FunctionName, Qualifier, context)
    const { version } = await findVersion(name, context.documents)
    if (version.code.kind === 'endpoint') throw invalid('An endpoint has no package.')
    const Code = await context.blobs.readAll(version.code.blob)
    return { Code, ContentType: 'application/zip' }
  },
})
