import { assert } from '../../../kernel/errors.ts'
import { lambda } from '../../../wire/models/lambda.ts'
import { functionCheck } from '../checks.ts'
import { digestOf } from '../code.ts'
import { operation } from '../context.ts'
import { invalid } from '../errors.ts'
import { assertRevision, assertSettled, findFunction, numbered } from '../find.ts'
import { named, wholeFunction } from '../names.ts'
import { configurationOutput } from '../outputs.ts'
import { commitChange, publish } from '../versions.ts'

/** Makes `$LATEST` a version; the newest one again when nothing has changed since. */
export const publishVersion = operation(lambda.PublishVersion, {
  authorize: ({ FunctionName }, context) =>
    functionCheck('lambda:PublishVersion', wholeFunction(FunctionName, context), context),

  async handle({ FunctionName, CodeSha256, Description, RevisionId }, context) {
    const { documents, seal } = context
    const name = named(FunctionName, undefined, context)
    const fn = await findFunction(name, documents)
    assertRevision(RevisionId, fn.latest.revisionId)
    const digest = digestOf(fn.latest.code)
    if (CodeSha256 !== undefined && CodeSha256 !== '' && CodeSha256 !== digest) {
      throw invalid(
        `CodeSHA256 (${CodeSha256}) is different from current CodeSHA256 in $LATEST (${digest}). Please try again with the CodeSHA256 in $LATEST.`,
      )
    }
    assertSettled(fn)
    const { published, latest } = fn
    const before =
      published?.contentId === latest.contentId
        ? await numbered(fn, published.version, documents)
        : undefined
    const change = before ? undefined : publish(fn, Description, context)
    if (change) await commitChange(change, context)
    const version = before ?? change?.version
    assert(version, 'a version was there or was made')
    return configurationOutput({ fn, version, qualifier: version.version }, seal)
  },
})
