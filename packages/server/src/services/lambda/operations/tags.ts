import { lambda } from '../../../wire/models/lambda.ts'
import { functionCheck } from '../checks.ts'
import { type LambdaContext, operation } from '../context.ts'
import { invalid, notFound } from '../errors.ts'
import { findFunction } from '../find.ts'
import { type FunctionName, named } from '../names.ts'
import { functionKey, type LambdaFunction, putRecord } from '../records.ts'
import { tagList, tagMap, withTags } from '../tags.ts'

export const tagResource = operation(lambda.TagResource, {
  authorize: ({ Resource, Tags }, context) =>
    functionCheck('lambda:TagResource', tagged(Resource, context), context, {
      requestTags: tagList(Tags),
    }),

  async handle({ Resource, Tags }, context) {
    if (Object.keys(Tags).length === 0) {
      throw invalid('An error occurred and the request cannot be processed.')
    }
    const fn = await findFunction(tagged(Resource, context), context.documents)
    const tags = withTags(fn.tags, Tags)
    await commitTags(fn, tags, context)
  },
})

export const untagResource = operation(lambda.UntagResource, {
  authorize: ({ Resource, TagKeys }, context) =>
    functionCheck('lambda:UntagResource', tagged(Resource, context), context, {
      requestTagKeys: TagKeys,
    }),

  async handle({ Resource, TagKeys }, context) {
    const fn = await findFunction(tagged(Resource, context), context.documents)
    const tags = fn.tags.filter(({ key }) => !TagKeys.includes(key))
    await commitTags(fn, tags, context)
  },
})

export const listTags = operation(lambda.ListTags, {
  readOnly: true,
  authorize: ({ Resource }, context) =>
    functionCheck('lambda:ListTags', tagged(Resource, context), context),

  async handle({ Resource }, context) {
    const fn = await findFunction(tagged(Resource, context), context.documents)
    return { Tags: tagMap(fn.tags) }
  },
})

/** Tags are a part of the function: with them, its revision is another. */
async function commitTags(
  fn: LambdaFunction,
  tags: LambdaFunction['tags'],
  { documents, random }: LambdaContext,
): Promise<void> {
  const latest = { ...fn.latest, revisionId: random.uuid() }
  await documents.commit([putRecord(functionKey(fn), { ...fn, tags, latest })])
}

/** Only functions have tags. @throws InvalidParameterValueException, ResourceNotFoundException */
function tagged(arn: string, context: LambdaContext): FunctionName {
  if (arn.split(':')[5] !== 'function') throw notFound(`Resource not found: ${arn}`)
  const name = named(arn, undefined, context)
  if (name.qualifier === undefined) return name
  throw invalid(
    'Tags on function aliases and versions are not supported. Please specify a function ARN.',
  )
}
