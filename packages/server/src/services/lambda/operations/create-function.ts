import { check, passedRole } from '../../../operation/check.ts'
import { type CreateFunctionRequest, lambda } from '../../../wire/models/lambda.ts'
import { functionCheck } from '../checks.ts'
import { bytesOf, takeCode } from '../code.ts'
import { assertRole, configured, defaults, LAMBDA } from '../configuration.ts'
import { operation } from '../context.ts'
import { conflict, invalid } from '../errors.ts'
import { settleWrite } from '../jobs.ts'
import { LIMITS } from '../limits.ts'
import { functionArn, LATEST, named, wholeFunction } from '../names.ts'
import { configurationOutput } from '../outputs.ts'
import { countKey, functionKey, type LambdaFunction } from '../records.ts'
import { tagList, withTags } from '../tags.ts'
import { type Change, commitChange, publish, storageWrite } from '../versions.ts'

/** A new function, and its first version when that is asked for (spec/surroundings.md §4.1). */
export const createFunction = operation(lambda.CreateFunction, {
  authorize({ FunctionName, Role, Tags }, context) {
    const name = wholeFunction(FunctionName, context)
    const requestTags = Tags && { requestTags: tagList(Tags) }
    return [
      functionCheck('lambda:CreateFunction', name, context, requestTags),
      passedRole(Role, LAMBDA, functionArn(name)),
      ...(Tags && Object.keys(Tags).length > 0
        ? [
            check('lambda:TagResource', functionArn(name), {
              requestTags: tagList(Tags),
            }),
          ]
        : []),
    ]
  },

  async handle(input, context) {
    const { clock, random, documents, seal } = context
    const place = named(input.FunctionName, undefined, context)
    const { account, region, name } = place
    assertName(name)
    assertWhole(input)
    const configuration = configured(input, defaults(name, input.Role), place, context)
    const tags = withTags([], input.Tags ?? {})
    if (await documents.get(functionKey(place))) {
      throw conflict(`Function already exist: ${name}`)
    }
    await assertRole(input.Role, place, context)
    const code = await takeCode(input.Code, context)
    const fn: LambdaFunction = {
      id: random.uuid(),
      account,
      region,
      name,
      tags,
      nextVersion: 1,
      latest: {
        ...configuration,
        version: LATEST,
        architecture: input.Architectures?.[0] ?? 'x86_64',
        code,
        modifiedAt: clock.now(),
        revisionId: random.uuid(),
        contentId: random.uuid(),
        progress: 'creating',
      },
    }
    const change: Change = input.Publish ? publish(fn, undefined, context) : { fn, writes: [] }
    await commitChange(
      {
        fn: change.fn,
        writes: [
          ...change.writes,
          { type: 'add', key: countKey(fn, 'functions'), amount: 1 },
          storageWrite(fn, bytesOf(code)),
          settleWrite(fn, clock.now()),
        ],
      },
      context,
    )
    const version = change.version ?? fn.latest
    return configurationOutput({ fn, version, qualifier: undefined }, seal)
  },
})

function assertName(name: string): void {
  if (name.length <= LIMITS.nameCharacters) return
  throw invalid(
    `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to ${LIMITS.nameCharacters}`,
  )
}

/** A package needs a runtime and a handler, an endpoint has neither. */
function assertWhole({ PackageType = 'Zip', Code, Runtime, Handler }: CreateFunctionRequest): void {
  if (PackageType === 'Image') {
    if (Code.ImageUri === undefined) throw invalid('Please provide ImageUri for a function image.')
    if (Runtime === undefined && Handler === undefined) return
    throw invalid(
      "Please don't provide Handler or Runtime or Layer when the intent is to create function using container image.",
    )
  }
  if (Code.ImageUri !== undefined) {
    throw invalid("Please don't provide ImageUri for a function with packageType Zip.")
  }
  if (Runtime !== undefined && Handler !== undefined) return
  throw invalid(
    'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
  )
}
