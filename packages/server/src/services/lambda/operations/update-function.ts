import { passedRole } from '../../../operation/check.ts'
import { lambda, type UpdateFunctionCodeRequest } from '../../../wire/models/lambda.ts'
import { functionCheck } from '../checks.ts'
import { assertPackage, bytesOf, takeCode } from '../code.ts'
import { packageOf } from '../code-source.ts'
import { assertRole, configured, LAMBDA } from '../configuration.ts'
import { operation } from '../context.ts'
import { invalid } from '../errors.ts'
import { assertRevision, assertSettled, findFunction } from '../find.ts'
import { forgetCodeWrite } from '../jobs.ts'
import { functionArn, LATEST, named, wholeFunction } from '../names.ts'
import { configurationOutput } from '../outputs.ts'
import type { FunctionVersion } from '../records.ts'
import { changed, commitChange, publish, storageWrite } from '../versions.ts'

/** New code for `$LATEST`, which becomes a version when that is asked for. */
export const updateFunctionCode = operation(lambda.UpdateFunctionCode, {
  authorize: ({ FunctionName }, context) =>
    functionCheck('lambda:UpdateFunctionCode', wholeFunction(FunctionName, context), context),

  async handle(input, context) {
    const { documents, clock, seal } = context
    const name = named(input.FunctionName, undefined, context)
    const fn = await findFunction(name, documents)
    assertRevision(input.RevisionId, fn.latest.revisionId)
    assertSettled(fn)
    assertSameKind(input, fn.latest)
    if (input.DryRun) {
      const zip = await packageOf(input, context)
      if (zip) await assertPackage(zip)
      return configurationOutput({ fn, version: fn.latest, qualifier: undefined }, seal)
    }
    const old = fn.latest.code
    const code = await takeCode(input, context)
    const architecture = input.Architectures?.[0] ?? fn.latest.architecture
    const change = changed(fn, { ...fn.latest, code, architecture }, context)
    const published = input.Publish ? publish(change.fn, undefined, context) : undefined
    await commitChange(
      {
        fn: published?.fn ?? change.fn,
        writes: [
          ...change.writes,
          ...(published?.writes ?? []),
          storageWrite(fn, bytesOf(code) - bytesOf(old)),
          ...(old.kind === 'package' ? [forgetCodeWrite(fn, old.blob, clock.now())] : []),
        ],
      },
      context,
    )
    const version = published?.version
    return version
      ? configurationOutput({ fn, version, qualifier: version.version }, seal)
      : configurationOutput({ fn, version: change.fn.latest, qualifier: undefined }, seal)
  },
})

/** New settings for `$LATEST`. */
export const updateFunctionConfiguration = operation(lambda.UpdateFunctionConfiguration, {
  authorize({ FunctionName, Role }, context) {
    const name = wholeFunction(FunctionName, context)
    return [
      functionCheck('lambda:UpdateFunctionConfiguration', name, context),
      ...(Role === undefined ? [] : [passedRole(Role, LAMBDA, functionArn(name))]),
    ]
  },

  async handle(input, context) {
    const { documents, seal } = context
    const name = named(input.FunctionName, undefined, context)
    const { qualifier = LATEST } = name
    const fn = await findFunction(name, documents)
    if (qualifier !== LATEST) throw invalid('Only $LATEST can be configured.')
    assertRevision(input.RevisionId, fn.latest.revisionId)
    assertSettled(fn)
    const isEndpoint = fn.latest.code.kind === 'endpoint'
    if (isEndpoint && (input.Runtime !== undefined || input.Handler !== undefined)) {
      throw invalid('An endpoint has no Runtime and no Handler.')
    }
    const latest = { ...fn.latest, ...configured(input, fn.latest, name, context) }
    if (input.Role !== undefined) await assertRole(input.Role, name, context)
    const change = changed(fn, latest, context)
    await commitChange(change, context)
    return configurationOutput({ fn, version: change.fn.latest, qualifier: undefined }, seal)
  },
})

/** A package stays a package, an endpoint an endpoint. */
function assertSameKind(input: UpdateFunctionCodeRequest, { code }: FunctionVersion): void {
  const isImage = input.ImageUri !== undefined
  if (isImage === (code.kind === 'endpoint')) return
  throw invalid(
    isImage
      ? "Please don't provide ImageUri when updating a function with packageType Zip."
      : 'Please provide ImageUri when updating a function with packageType Image.',
  )
}
