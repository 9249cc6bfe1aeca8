import {
  CreateAliasCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { codeOf, invoke, made, payload, WAITS } from './lambda-code.ts'
import type { Requests, Workshop } from './lambda-stage.ts'

const VERSIONED = (id: string) => `
def handler(event, context):
    return {'version_id': '${id}', 'invoked_arn': context.invoked_function_arn,
            'version_from_ctx': context.function_version}
`
const COUNTS = {
  python: [
    'python3.12',
    'n = -1\ndef handler(e, c):\n    global n\n    n += 1\n    return {"counter": n}',
  ],
  nodejs: ['nodejs20.x', 'let n = 0; exports.handler = async () => ({ counter: n++ })'],
} as const
/** Functions that change while they run: versions, aliases, how many at once. */

const concurrency = (shop: Workshop, FunctionName: string) => ({
  put: (note: string, ReservedConcurrentExecutions: number) => {
    const input = { FunctionName, ReservedConcurrentExecutions }
    return shop.note(note, shop.lambda.send(new PutFunctionConcurrencyCommand(input)))
  },
  get: (note: string) => {
    const command = new GetFunctionConcurrencyCommand({ FunctionName })
    return shop.note(note, shop.lambda.send(command))
  },
  remove: () => shop.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName })),
})

const found = ({ lambda, note }: Workshop, name: string, FunctionName: string) =>
  note(name, lambda.send(new GetFunctionCommand({ FunctionName })))
const latestOf = ({ lambda, note }: Workshop, FunctionName: string) => {
  const input = { FunctionName, Qualifier: '$LATEST' }
  return note('fn', lambda.send(new GetFunctionConfigurationCommand(input)))
}

const states: Readonly<Record<string, Requests>> = {
  ...Object.fromEntries(
    Object.entries(COUNTS).map(([words, [Runtime, text]]): [string, Requests] => [
      `TestLambdaBehavior::test_lambda_cache_local[${words}]`,
      async shop => {
        const name = await made(shop, text, { Runtime })
        for (const which of ['first', 'second']) {
          await invoke(shop, `${which}_invoke_result`, name)
        }
      },
    ]),
  ),
  'TestLambdaBaseFeatures::test_function_state': async shop => {
    const name = await shop.plain('create-fn-response', { Handler: 'handler.handler' })
    await found(shop, 'get-fn-response', name)
  },
  'TestLambdaBaseFeatures::test_lambda_different_iam_keys_environment': async shop => {
    await shop.usual('create-result')
  },
  'TestLambdaConcurrency::test_lambda_concurrency_crud': async shop => {
    const { put, get, remove } = concurrency(shop, await shop.usual())
    await get('get_function_concurrency_default')
    await put('put_function_concurrency', 0)
    await get('get_function_concurrency_updated')
    await remove()
    await get('get_function_concurrency_deleted')
  },
  'TestLambdaConcurrency::test_lambda_concurrency_update': async shop => {
    const name = await shop.usual()
    const { put, get, remove } = concurrency(shop, name)
    await put('put_function_concurrency', 3)
    await get('get_function_concurrency_updated')
    await found(shop, 'get_function_concurrency_info', name)
    await remove()
    await get('get_function_concurrency_deleted')
  },
  'TestLambdaConcurrency::test_reserved_concurrency': async shop => {
    const name = await shop.usual(undefined, { Timeout: 20 })
    await latestOf(shop, name)
    await concurrency(shop, name).put('put_reserved', 0)
    await invoke(shop, 'exc_no_cap_requestresponse', name)
    await invoke(shop, 'invoke_result', name, { InvocationType: 'Event' })
  },
  'TestLambdaConcurrency::test_reserved_concurrency_async_queue': async shop => {
    const name = await made(shop, WAITS)
    await latestOf(shop, name)
    await concurrency(shop, name).put('put_fn_concurrency', 1)
    const { lambda } = shop
    await lambda.send(new InvokeCommand({ FunctionName: name, ...payload({ wait: 0 }) }))
    const long = lambda.send(new InvokeCommand({ FunctionName: name, ...payload({ wait: 2 }) }))
    await new Promise(resolve => setTimeout(resolve, 500))
    await invoke(shop, 'too_many_requests_exc', name, payload({ wait: 0 }))
    await long
  },
  'TestLambdaVersions::test_lambda_handler_update': async shop => {
    const handlers = ['handler', 'handler_two'].map(
      name => `def ${name}(event, context):\n    return {'handler': '${name}'}\n`,
    )
    const name = await made(shop, handlers.join(''))
    await invoke(shop, 'invoke_result_handler_one', name)
    const update = { FunctionName: name, Handler: 'handler.handler_two' }
    const changed = shop.lambda.send(new UpdateFunctionConfigurationCommand(update))
    await shop.note('update_function_configuration_result', changed)
    await shop.settled(name)
    await found(shop, 'get_function_result', name)
    await invoke(shop, 'invoke_result_handler_two', name)
    await shop.lambda.send(new PublishVersionCommand({ FunctionName: name }))
    await invoke(shop, 'invoke_result_handler_two_postpublish', name)
  },
  'TestLambdaVersions::test_function_update_during_invoke': async shop => {
    const text = `
import os, time
def handler(event, context):
    time.sleep(event['sleep_seconds'])
    return {'function_version': context.function_version, 'request_id': context.aws_request_id,
            'request_prefix': event['request_prefix'],
            'function_variant': os.environ['FUNCTION_VARIANT']}
`
    const variant = (FUNCTION_VARIANT: string) => ({
      Environment: { Variables: { FUNCTION_VARIANT } },
    })
    const name = await made(shop, text, variant('variant-1'))
    const event = payload({ request_prefix: '1-sleep', sleep_seconds: 2 })
    const running = invoke(shop, 'invoke_response_before', name, event)
    await new Promise(resolve => setTimeout(resolve, 1_000))
    const update = { FunctionName: name, ...variant('variant-2') }
    await shop.lambda.send(new UpdateFunctionConfigurationCommand(update))
    await running
  },
}

/** Waits until a version, too, may be invoked: the function's own settling settles it. */
const publishing = (shop: Workshop, FunctionName: string) => ({
  publish: async (note: string | undefined, Description: string) => {
    const published = shop.lambda.send(new PublishVersionCommand({ FunctionName, Description }))
    await (note === undefined ? published : shop.note(note, published))
    await shop.settled(FunctionName)
  },
  update: async (note: string, id: string, more = {}) => {
    const ZipFile = await codeOf(VERSIONED(id))
    const input = { FunctionName, ZipFile, ...more }
    await shop.note(note, shop.lambda.send(new UpdateFunctionCodeCommand(input)))
    await shop.settled(FunctionName)
  },
})

const versionedFunction = async (shop: Workshop, note: string) => {
  const Code = { ZipFile: await codeOf(VERSIONED('version1')) }
  const more = { Code, Handler: 'handler.handler', PackageType: 'Zip' as const }
  return shop.plain(note, { ...more, Description: 'No version :(' })
}

const versions: Readonly<Record<string, Requests>> = {
  'TestLambdaVersions::test_lambda_versions_with_code_changes': async shop => {
    const name = await versionedFunction(shop, 'create_response')
    const { publish, update } = publishing(shop, name)
    const run = (end: string, Qualifier?: string) =>
      invoke(shop, `invocation_result_${end}`, name, { Qualifier, ...payload({}) })
    await publish('first_publish_response', 'First version description :)')
    await update('update_lambda_response', 'version2')
    await run('latest')
    await run('v1', '1')
    await publish('second_publish_response', 'Second version description :)')
    await run('v2', '2')
    await update('update_lambda_response_with_publish', 'version3', { Publish: true })
    await run('v3', '3')
    await run('latest_end')
    await run('v2_end', '2')
    await run('v1_end', '1')
  },
  'TestLambdaAliases::test_lambda_alias_moving': async shop => {
    const name = await versionedFunction(shop, 'create_response')
    const { lambda, note } = shop
    const { publish, update } = publishing(shop, name)
    await publish(undefined, 'First version description :)')
    const alias = { FunctionName: name, Name: 'alias1', FunctionVersion: '1' }
    const made = lambda.send(new CreateAliasCommand(alias))
    const { AliasArn = '' } = await note('create_alias_response', made)
    const run = (end: string, of = name, Qualifier?: string) =>
      invoke(shop, `invocation_result_qualifier_${end}`, of, { Qualifier, ...payload({}) })
    await run('v1', name, 'alias1')
    await run('v1_arn', AliasArn)
    await update('update_lambda_response', 'version2')
    await run('v1_after_update', name, 'alias1')
    await publish('second_publish_response', 'Second version description :)')
    await run('v1_after_publish', name, 'alias1')
    const moved = lambda.send(new UpdateAliasCommand({ ...alias, FunctionVersion: '2' }))
    await note('update_alias_response', moved)
    await run('v2', name, 'alias1')
    const nobody = { Qualifier: 'non-existent-alias', ...payload({}) }
    await invoke(shop, 'invocation_exc_not_existent', name, nobody)
  },
  'TestLambdaAliases::test_alias_routingconfig': async shop => {
    const Code = { ZipFile: await codeOf(VERSIONED('version1')) }
    const more = { Code, Handler: 'handler.handler', Publish: true }
    const name = await shop.plain(undefined, more)
    const ZipFile = await codeOf(VERSIONED('version2'))
    await shop.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile }))
    await shop.settled(name)
    await shop.lambda.send(new PublishVersionCommand({ FunctionName: name }))
    const RoutingConfig = { AdditionalVersionWeights: { 2: 0.5 } }
    const alias = { FunctionName: name, Name: 'alias1', FunctionVersion: '1', RoutingConfig }
    await shop.note('create_alias_response', shop.lambda.send(new CreateAliasCommand(alias)))
  },
}

/** `lambda/test_lambda.json`: states and versions. */
export const stateTests: Readonly<Record<string, Requests>> = { ...states, ...versions }
