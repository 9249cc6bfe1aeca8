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
import { moreTests } from './lambda-more.ts'
import { LETTERS, nameTests } from './lambda-names.ts'
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
import { runTests, runtimeTests } from './lambda-runs.ts'
import { sizeTests } from './lambda-sizes.ts'
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

const WITHHELD = 'messages stand in the audit trail, which values must not reach'

/** How some of them differ. */
const OPTIONS: Readonly<Record<string, PlayOptions>> = {
  [`${FN}test_function_arns`]: {
    without: { function_arn_other_account_exc: 'a refusal by policy says here why' },
  },
  'TestLambdaRevisions::test_function_revisions_permissions': {
    // This one answer is recorded with all its headers.
    reading: {
      '"HTTPHeaders":{"connection":"keep-alive","content-length":"149","content-type":"application/json","date":"Tue, 25 Nov 2025 03:22:17 GMT","x-amzn-errortype":"PreconditionFailedException","x-amzn-requestid":"9f89d509-063e-4b8c-a3ae-1848cc7c0701"}':
        '"HTTPHeaders":{}',
      ',"RequestId":"9f89d509-063e-4b8c-a3ae-1848cc7c0701","RetryAttempts":0': '',
    },
  },
  'TestLambdaSizeLimits::test_large_environment_variables_fails': {
    reading: { ['x'.repeat(4_081)]: '***' },
    without: { 'the values of variables': WITHHELD },
  },
  'TestLambdaSizeLimits::test_large_environment_fails_multiple_keys': {
    reading: { '\\"ok\\"': '\\"***\\"', ['x'.repeat(4_064)]: '***' },
    without: { 'the values of variables': WITHHELD },
  },
  'TestLambdaPermissions::test_add_lambda_permission_fields': {
    reading: { '<user_arn>': '<user-arn>' },
  },
  'TestLambdaReservedConcurrency::test_function_concurrency_limits': {
    reading: { '<min_unreserved_concurrency>': '<min-unreserved>' },
  },
  'TestLambdaAccountSettings::test_account_settings_total_code_size': {
    without: {
      total_code_size_diff_publish_layer: 'layers are not built',
      total_code_size_diff_publish_layer_version: 'layers are not built',
    },
  },
}

/** Words of the recordings of what ran. */
const OF_RUNS = {
  ...READING,
  '"code-sha256"': '"<uuid>"',
  '"log-result"': '"<uuid>"',
  '<duration>': '<time>',
  '<memory>': '<time>',
  '<timeout_error_msg>': '<uuid>',
  '"<stack-trace>"': '"<uuid>"',
  'date\\t<': '<date>\\t<',
}

const BEFORE_LOGGING = 'recorded before functions had a logging configuration'

const PARSER = "the words of AWS's JSON parser, which say where it stopped"

const OF_RUN: Readonly<Record<string, PlayOptions>> = {
  'TestLambdaFeatures::test_basic_invoke': {
    without: Object.fromEntries(
      ['create_fn', 'create_fn_2', 'get_fn', 'get_fn_2'].map(end => [
        ...[`lambda_${end}`, BEFORE_LOGGING],
      ]),
    ),
  },
  'TestLambdaFeatures::test_lambda_environment': {
    without: { 'creation-result': BEFORE_LOGGING, 'get-configuration-result': BEFORE_LOGGING },
  },
  'TestLambdaFeatures::test_lambda_with_context': { without: { creation: BEFORE_LOGGING } },
  'TestLambdaErrors::test_lambda_handler_error': {
    // Without a sandbox of its own the code lies elsewhere.
    reading: { '/var/task/': '<time>/' },
  },
  'TestLambdaRuntimesCommon::test_uncaught_exception_invoke[python3.8]': {
    without: { error_result: 'its own runtime told no request id yet' },
  },
  'TestLambdaConcurrency::test_reserved_concurrency': {
    without: {
      put_event_invoke_conf: 'destinations are not built',
      msg: 'destinations are not built',
    },
  },
}

const runs = (tests: Readonly<Record<string, Requests>>) =>
  Object.fromEntries(
    Object.entries(tests).map(([test, requests]) => [
      test,
      run(requests, { ...OF_RUN[test], reading: { ...OF_RUNS, ...OF_RUN[test]?.reading } }),
    ]),
  )

const NOT_RUN: readonly (readonly [RegExp, string])[] = [
  [
    /large_payloads|large_response|request_id_format|recreate_function|echo_invoke/,
    'nothing is recorded',
  ],
  [/introspection|ulimits|init_environment/, "it shows the insides of AWS's own machines"],
  [
    /host_prefix|assume_role|async_invoke_queue/,
    'the function needs an SDK that its image has there',
  ],
  [/concurrency_block/, 'provisioned concurrency is not built'],
  [/invoke_with_retry/, 'settings of asynchronous invocations are not built'],
  [
    /segfault/,
    'AWS waits for what was killed until the time is over; here its end is told at once',
  ],
  [/environment_reuse/, 'recorded in the words of before for what took too long'],
  [/event_error/, 'a retry is made a minute later'],
  [/runtime_error/, "a trace through the files of AWS's own image"],
  [/payload_encoding_error/, PARSER],
  [/manual_endpoint_injection/, 'nothing is recorded'],
  [/\[(?:java|ruby|dotnet|provided)/, 'of these runtimes only what is installed runs here'],
]

const NOT_BUILT =
  /Layer|Url|URL|url_config|url_invocation|invoke_url|Image|EventSource|EventInvoke|Provisioned|provisioned|CodeSigning|SnapStart|vpc|Logging|Recursion|Multi|esm|capacity|event_|code_signing/

const EMPTY = notApplicable('nothing is recorded')
const NAMING = `${FN}test_function_name_and_qualifier_validation`

const more = Object.fromEntries([
  ...Object.entries({ ...moreTests, ...sizeTests }).map(([test, requests]) => {
    const { reading, ...options } = OPTIONS[test] ?? {}
    return [test, run(requests, { ...options, reading: { ...READING, ...reading } })] as const
  }),
  ...Object.entries(nameTests).map(
    ([test, requests]) => [`${NAMING}[${test}]`, run(requests, { reading: LETTERS })] as const,
  ),
])

/** What Lambda was recorded to answer to what is built here (spec/surroundings.md §4). */
export const lambdaSuite: RecordedSuite = {
  service: 'lambda',
  reason: id =>
    NOT_BUILT.test(id) ? 'not built here' : NOT_RUN.find(([words]) => words.test(id))?.[1],
  files: {
    'lambda/test_lambda.json': runs(runTests),
    'lambda/test_lambda_common.json': runs(runtimeTests),
    'lambda/test_lambda_api.json': {
      ...more,
      [`${NAMING}[qualifier_too_long1-create_function]`]: EMPTY,
      [`${NAMING}[incomplete_arn-create_function]`]: EMPTY,
      [`${NAMING}[function_name_and_qualifier_too_long-create_function]`]: EMPTY,
      'TestLambdaPermissions::test_add_lambda_permission_optional_fields': EMPTY,
      'TestPartialARNMatching::test_update_function_configuration_full_arn': EMPTY,
      'TestPartialARNMatching::test_cross_region_arn_function_access': EMPTY,
      'TestLambdaPermissions::test_lambda_permission_versioning': notApplicable(
        'recorded anew since policies have revisions of their own',
      ),
      'TestLambdaPermissions::test_lambda_permission_revisions': notApplicable(
        'recorded before functions had a logging configuration',
      ),
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
