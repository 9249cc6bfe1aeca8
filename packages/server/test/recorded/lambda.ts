import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListTagsCommand,
  PublishVersionCommand,
  TagResourceCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda'
import {
  aliases,
  permissionsOfVersions,
  refusedPermissions,
  removedPermissions,
  routing,
} from './lambda-policies.ts'
import {
  concurrency,
  deprecated,
  lifecycle,
  publishedOnCreate,
  refusedCreation,
  refusedUpdate,
  revisions,
  tags,
  versions,
} from './lambda-requests.ts'
import { arnOf, openShop, type Requests, type Workshop } from './lambda-stage.ts'
import { REGION, type Stage } from './stage.ts'
import { notApplicable, type PlayOptions, play, type RecordedSuite } from './suite.ts'

/** Words of the recordings that stand for something else each time. */
const READING = {
  '"LastModified":"date"': '"LastModified":"<datetime>"',
  '<location>': '<time>',
  '<code-size>': '<time>',
}

const run = (requests: Requests, options: PlayOptions = {}) =>
  play(async stage => requests(await openShop(stage), stage), {
    reading: READING,
    ...options,
  })

const OPERATIONS: Readonly<
  Record<string, (lambda: LambdaClient, name: string, Qualifier?: string) => Promise<object>>
> = {
  delete_function: (lambda, FunctionName, Qualifier) =>
    lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier })),
  get_function: (lambda, FunctionName, Qualifier) =>
    lambda.send(new GetFunctionCommand({ FunctionName, Qualifier })),
  get_function_configuration: (lambda, FunctionName, Qualifier) =>
    lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier })),
  get_function_concurrency: (lambda, FunctionName) =>
    lambda.send(new GetFunctionConcurrencyCommand({ FunctionName })),
  invoke: (lambda, FunctionName, Qualifier) =>
    lambda.send(new InvokeCommand({ FunctionName, Qualifier })),
}

/** The same question to several operations. */
const each = (
  test: string,
  names: readonly string[],
  requests: (name: string, shop: Workshop, stage: Stage) => Promise<void>,
  options: PlayOptions = {},
) =>
  Object.fromEntries(
    names.map(name => [
      `${test}[${name}]`,
      run((shop, stage) => requests(name, shop, stage), options),
    ]),
  )

const FN = 'TestLambdaFunction::'
const DEPRECATED =
  'TestRuntimeValidation::test_create_deprecated_function_runtime_with_validation_enabled'
const RUNS_HERE = notApplicable(
  'retired versions of Node.js, Python 3 and provided run here on what is installed, by our own decision',
)

/** What Lambda was recorded to answer to what is built here (spec/surroundings.md §4). */
export const lambdaSuite: RecordedSuite = {
  service: 'lambda',
  reason: id =>
    /Layer|Url|URL|Image|EventSource|EventInvoke|Provisioned|provisioned|CodeSigning|SnapStart|vpc|Logging|Recursion|Multi|esm|capacity|event_|code_signing/.test(
      id,
    )
      ? 'not built here'
      : undefined,
  files: {
    'lambda/test_lambda_api.json': {
      [`${FN}test_function_lifecycle`]: run(lifecycle),
      ...each(
        `${FN}test_ops_with_arn_qualifier_mismatch`,
        ['delete_function', 'get_function', 'get_function_configuration'],
        async (name, { lambda, note }) => {
          const call = OPERATIONS[name]
          const arn = `${arnOf('some-function')}:$LATEST`
          if (!call) return
          await note('not_match_exception', call(lambda, `${arnOf('some-function')}:1`, '$LATEST'))
          await note('match_exception', call(lambda, arn, '$LATEST'))
        },
      ),
      ...each(
        `${FN}test_ops_on_nonexisting_version`,
        ['get_function', 'get_function_configuration'],
        async (name, { lambda, note, usual }) => {
          const fn = await usual()
          await note('version_not_found_exception', OPERATIONS[name]!(lambda, fn, '1221'))
        },
      ),
      ...each(
        `${FN}test_ops_on_nonexisting_fn`,
        [
          'delete_function',
          'get_function',
          'get_function_configuration',
          'get_function_concurrency',
        ],
        async (name, { lambda, note }) => {
          await note('not_found_exception', OPERATIONS[name]!(lambda, 'i-dont-exist'))
        },
      ),
      ...each(
        `${FN}test_get_function_wrong_region`,
        [
          'get_function',
          'get_function_configuration',
          'get_function_concurrency',
          'delete_function',
          'invoke',
        ],
        async (name, { note, usual }, stage) => {
          const arn = arnOf(await usual())
          const abroad = new LambdaClient({ ...stage.as(), region: 'eu-central-1' })
          await note('wrong_region_exception', OPERATIONS[name]!(abroad, arn))
        },
        { reading: { ...READING, '<region>': 'eu-central-1', '<wrong-region>': REGION } },
      ),
      [`${FN}test_create_lambda_exceptions`]: run(refusedCreation, {
        without: {
          empty_architectures: 'refused by their client before it was sent',
          uppercase_architecture: 'the front end here names the member of the list',
        },
      }),
      [`${FN}test_update_lambda_exceptions`]: run(refusedUpdate),
      'TestLambdaVersions::test_version_lifecycle': run(versions),
      'TestLambdaVersions::test_publish_version_on_create': run(publishedOnCreate),
      'TestLambdaVersions::test_publish_with_wrong_sha256': run(async ({ lambda, plain, note }) => {
        const FunctionName = await plain('create_response')
        const get = new GetFunctionCommand({ FunctionName })
        const found = await note('get_fn_response', lambda.send(get))
        const publish = (name: string, CodeSha256: string | undefined) =>
          note(name, lambda.send(new PublishVersionCommand({ FunctionName, CodeSha256 })))
        await publish('publish_wrong_sha256_exc', 'somenonexistentsha256')
        await publish('publish_result', found.Configuration?.CodeSha256)
      }),
      'TestLambdaVersions::test_publish_with_wrong_revisionid': notApplicable(
        'recorded before functions had a logging configuration',
      ),
      'TestLambdaAlias::test_alias_lifecycle': run(aliases),
      'TestLambdaAlias::test_notfound_and_invalid_routingconfigs': run(routing, {
        without: {
          routing_config_exc_toohigh: 'the front end here names the member of the map',
          routing_config_exc_subzero: 'the front end here names the member of the map',
          routing_config_exc_version_latest: 'the front end here names the member of the map',
        },
      }),
      'TestLambdaAlias::test_non_existent_alias_update': run(async ({ lambda, plain, note }) => {
        const Environment = { Variables: { testenv: 'staging' } }
        const FunctionName = await plain('create_response', { Environment })
        const update = new UpdateAliasCommand({ FunctionName, Name: 'non-existent' })
        await note('update_alias_response', lambda.send(update))
      }),
      'TestLambdaAlias::test_non_existent_alias_deletion': run(async ({ lambda, plain, note }) => {
        const Environment = { Variables: { testenv: 'staging' } }
        const FunctionName = await plain('create_response', { Environment })
        const remove = new DeleteAliasCommand({ FunctionName, Name: 'non-existent' })
        await note('delete_alias_response', lambda.send(remove))
      }),
      'TestLambdaTags::test_tag_versions': run(async ({ lambda, usual, note }) => {
        const arn = arnOf(await usual(undefined, { Publish: true }))
        const tag = (name: string, Resource: string) =>
          note(name, lambda.send(new TagResourceCommand({ Resource, Tags: { key: 'value' } })))
        await tag('tag_resource_exception', `${arn}:1`)
        await tag('tag_resource_latest_exception', `${arn}:$LATEST`)
      }),
      'TestLambdaPermissions::test_lambda_permission_fn_versioning': run(permissionsOfVersions),
      'TestLambdaAlias::test_alias_naming': run(async ({ lambda, plain, note }) => {
        const FunctionName = await plain('create_response', {
          Environment: { Variables: { testenv: 'staging' } },
        })
        await note('publish_v1', lambda.send(new PublishVersionCommand({ FunctionName })))
        const create = (name: string, Name: string) =>
          note(
            name,
            lambda.send(
              new CreateAliasCommand({
                FunctionName,
                Name,
                FunctionVersion: '1',
                Description: 'custom-alias',
              }),
            ),
          )
        await create('create_alias_date', '2024-01-02')
        const get = new GetAliasCommand({ FunctionName, Name: '2024-01-02' })
        await note('get_alias_date', lambda.send(get))
        await create('create_alias_number_exception', '2024')
      }),
      'TestLambdaTag::test_create_tag_on_fn_create': run(async ({ lambda, usual, note }, stage) => {
        const custom = stage.name('tag')
        const FunctionName = await usual(undefined, { Tags: { testtag: custom } })
        await note('get_function_result', lambda.send(new GetFunctionCommand({ FunctionName })))
        const Resource = arnOf(FunctionName)
        await note('list_tags_result', lambda.send(new ListTagsCommand({ Resource })))
      }),
      'TestLambdaTag::test_tag_lifecycle': run(tags),
      'TestLambdaTag::test_tag_lifecycle[lambda_function]': run(tags),
      'TestLambdaReservedConcurrency::test_function_concurrency': run(concurrency),
      'TestLambdaPermissions::test_remove_multi_permissions': run(removedPermissions),
      'TestLambdaPermissions::test_permission_exceptions': run(refusedPermissions),
      'TestLambdaRevisions::test_function_revisions_basic': run(revisions),
      [`${DEPRECATED}[java8]`]: run(deprecated('java8')),
      [`${DEPRECATED}[go1.x]`]: run(deprecated('go1.x')),
      [`${DEPRECATED}[ruby2.7]`]: run(deprecated('ruby2.7')),
      [`${DEPRECATED}[dotnetcore3.1]`]: run(deprecated('dotnetcore3.1')),
      [`${DEPRECATED}[provided]`]: RUNS_HERE,
      [`${DEPRECATED}[nodejs14.x]`]: RUNS_HERE,
      [`${DEPRECATED}[nodejs12.x]`]: RUNS_HERE,
      [`${DEPRECATED}[python3.7]`]: RUNS_HERE,
    },
  },
}
