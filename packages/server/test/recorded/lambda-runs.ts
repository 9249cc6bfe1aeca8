import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda'
import { eventually } from '../eventually.ts'
import { policy } from '../people.ts'
import { codeOf, invoke, invoked, made, payload, WAITS } from './lambda-code.ts'
import type { Requests, Workshop } from './lambda-stage.ts'
import { stateTests } from './lambda-states.ts'
import type { Stage } from './stage.ts'

/** Functions that run: what they answer, how they fail, how many at once. */

const ECHO = `
import json
def handler(event, context):
    print(json.dumps(event))
    return event
`
const ECHO_JS =
  'exports.handler = async event => { console.log(JSON.stringify(event)); return event }'
const FACTS = `
import logging
log = logging.getLogger()
log.setLevel(logging.INFO)
def handler(event, context):
    print('Lambda log message - print function', flush=True)
    log.info('Lambda log message - logging module')
    names = ['invoked_function_arn', 'function_version', 'function_name', 'memory_limit_in_mb',
             'aws_request_id', 'log_group_name', 'log_stream_name', 'client_context']
    return {'event': event, 'context': {name: getattr(context, name) for name in names}}
`
const NOTHING = {
  python: ['python3.12', 'def handler(event, context):\n    print(event)'],
  nodejs: ['nodejs18.x', 'exports.handler = async event => { console.log(event) }'],
} as const

const QUOTED = payload({ foo: 'bar with \'quotes"' })

const ECHOES = { 'python3.9': ECHO, 'python3.10': ECHO, 'nodejs16.x': ECHO_JS } as const

/** The same question to an echo of each runtime. */
const ofEach = (
  test: string,
  requests: (shop: Workshop, name: string, stage: Stage) => Promise<unknown>,
) =>
  Object.fromEntries(
    Object.entries(ECHOES).map(([Runtime, text]): [string, Requests] => [
      `TestLambdaFeatures::test_${test}[${Runtime}]`,
      async (shop, stage) => {
        await requests(shop, await made(shop, text, { Runtime }), stage)
      },
    ]),
  )

const mayLog = ({ role }: Workshop, stage: Stage) =>
  new IAMClient(stage.as()).send(
    new PutRolePolicyCommand({
      RoleName: role.split('/').at(-1),
      PolicyName: 'logs',
      PolicyDocument: policy({ Effect: 'Allow', Action: 'logs:*', Resource: '*' }),
    }),
  )

const linesOf = (output: { LogResult?: string | undefined }) =>
  Buffer.from(output.LogResult ?? '', 'base64').toString()

const features: Readonly<Record<string, Requests>> = {
  ...ofEach('invocation_with_logs', async (shop, name, stage) => {
    const asked = { ...payload({}), LogType: 'Tail' as const }
    const logs = linesOf(await invoke(shop, 'invoke', name, asked)).split(/(?<=\n)/)
    stage.noteValue('logs', { logs })
  }),
  ...ofEach('invocation_type_request_response', (shop, name) =>
    invoked(shop, name, { ...payload({}), InvocationType: 'RequestResponse' }),
  ),
  ...ofEach('invocation_type_event', (shop, name) =>
    invoked(shop, name, { ...payload({}), InvocationType: 'Event' }),
  ),
  ...ofEach('invocation_type_dry_run', (shop, name) =>
    invoked(shop, name, { ...payload({}), InvocationType: 'DryRun' }),
  ),
  ...Object.fromEntries(
    Object.entries(NOTHING).flatMap(([words, [Runtime, text]]) =>
      (['RequestResponse', 'Event'] as const).map((InvocationType): [string, Requests] => [
        `TestLambdaFeatures::test_invocation_type_no_return_payload[${words}-${InvocationType}]`,
        async shop => {
          const name = await made(shop, text, { Runtime })
          await invoked(shop, name, { ...payload({}), InvocationType })
        },
      ]),
    ),
  ),
  'TestLambdaFeatures::test_basic_invoke': async shop => {
    const name = await made(shop, ECHO, { Runtime: 'python3.9' })
    await invoke(shop, 'lambda_invoke_result', name, payload({}))
  },
  'TestLambdaFeatures::test_lambda_environment': async shop => {
    const text = "import os\ndef handler(e, c):\n    return {'Hello': os.environ['Hello']}"
    const Environment = { Variables: { Hello: 'World' } }
    const name = await made(shop, text, { Environment, Runtime: 'python3.9' })
    await invoke(shop, 'invocation-result', name)
  },
  'TestLambdaFeatures::test_invocation_with_qualifier': async (shop, stage) => {
    const Code = { ZipFile: await codeOf(FACTS) }
    const more = { Code, Publish: true, Handler: 'handler.handler', Timeout: 10 }
    const name = await shop.plain('creation-response', more)
    const asked = { ...QUOTED, Qualifier: '1', LogType: 'Tail' as const }
    const output = await invoke(shop, 'invocation-response', name, asked)
    const lines = linesOf(output).trimEnd().split('\n')
    const log_result = lines.filter(line => !line.startsWith('REPORT'))
    stage.noteValue('log_result', { log_result })
  },
  'TestLambdaFeatures::test_upload_lambda_from_s3': async shop => {
    const Code = { ZipFile: await codeOf(FACTS) }
    const more = { Code, Handler: 'handler.handler', Timeout: 10 }
    const name = await shop.plain('creation-response', more)
    await invoke(shop, 'invocation-response', name, QUOTED)
  },
  'TestLambdaFeatures::test_lambda_with_context': async shop => {
    const text = 'exports.handler = async (_, context) => ({ context })'
    const name = await made(shop, text, { Runtime: 'nodejs20.x' })
    const context = {
      custom: { foo: 'bar' },
      client: { snap: ['crackle', 'pop'] },
      env: { fizz: 'buzz' },
    }
    const ClientContext = Buffer.from(JSON.stringify(context)).toString('base64')
    await invoke(shop, 'invocation', name, { ...payload({}), ClientContext })
  },
  'TestRequestIdHandling::test_request_id_invoke': async (shop, stage) => {
    const text = `
import logging
log = logging.getLogger()
log.setLevel(logging.INFO)
def handler(event, context):
    log.info('RequestId log message')
    return context.aws_request_id
`
    await mayLog(shop, stage)
    const name = await made(shop, text)
    const output = await invoke(shop, 'invoke_result', name)
    const id = Buffer.from(output.Payload ?? '')
      .toString()
      .slice(1, -1)
    const logs = new CloudWatchLogsClient(stage.as())
    const told = await eventually(async () => {
      const command = new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}` })
      const { events = [] } = await logs.send(command).catch(() => ({ events: [] }))
      const lines = events.map(({ message = '' }) => message.trimEnd())
      return lines.some(line => line.startsWith('REPORT')) ? lines : undefined
    })
    stage.noteValue('log_entries', { logs: told.filter(line => line.includes(id)) })
  },
  'TestLambdaBehavior::test_mixed_architecture': async shop => {
    const Architectures = ['x86_64' as const]
    const name = await made(shop, ECHO, { Architectures }, 'create_function_response')
    const update = { FunctionName: name, ZipFile: await codeOf(ECHO) }
    const command = new UpdateFunctionCodeCommand({ ...update, Architectures: ['arm64'] })
    await shop.note('update_function_code_response', shop.lambda.send(command))
  },
  'TestLambdaFeatures::test_invoke_exceptions': async shop => {
    await invoke(shop, 'invoke_function_doesnotexist', 'doesnotexist')
  },
}

const failing =
  (text: string, more: object = {}): Requests =>
  async shop => {
    const [Handler, name] = ['function.handler', 'function.py']
    const Code = { ZipFile: await codeOf(text, name) }
    await invoke(shop, 'invocation_error', await shop.usual(undefined, { Code, Handler, ...more }))
  }

const failures: Readonly<Record<string, Requests>> = {
  'TestLambdaErrors::test_lambda_handler_error': async shop => {
    const text = 'def handler(event, context):\n    raise Exception("Handler fails")\n'
    const Code = { ZipFile: await codeOf(text, 'lambda_handler_error.py') }
    const name = await shop.usual(undefined, { Code, Handler: 'lambda_handler_error.handler' })
    await invoke(shop, 'invocation_error', name)
  },
  'TestLambdaErrors::test_lambda_handler_exit': failing(
    'import sys\ndef handler(event, context):\n    sys.exit(0)',
  ),
  'TestLambdaErrors::test_lambda_runtime_exit': failing('import sys\nsys.exit(0)'),
  'TestLambdaErrors::test_lambda_runtime_wrapper_not_found': failing(ECHO, {
    Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/idontexist.sh' } },
  }),
  'TestLambdaBehavior::test_lambda_invoke_with_timeout': async shop => {
    const name = await made(shop, WAITS, { Timeout: 1 }, 'create-result')
    await invoked(shop, name, payload({ wait: 2 }))
  },
  'TestLambdaBehavior::test_lambda_invoke_no_timeout': async shop => {
    const name = await made(shop, WAITS, { Timeout: 2 }, 'create-result')
    await invoked(shop, name, payload({ wait: 1 }))
  },
  'TestLambdaBaseFeatures::test_lambda_too_large_response': async shop => {
    const name = await made(shop, "def handler(event, context):\n    return 'a' * event['bytes']")
    for (const note of ['invoke_result', 'invoke_result_2']) {
      await invoke(shop, note, name, payload({ bytes: 7 * 1024 * 1024 }))
    }
  },
}

/** `lambda/test_lambda.json` */
export const runTests: Readonly<Record<string, Requests>> = {
  ...features,
  ...failures,
  ...stateTests,
}

const THROWS = {
  python: 'def handler(event, context):\n    raise Exception(f"Failed: {event[\'error_msg\']}")',
  nodejs: 'exports.handler = async event => { throw new Error(`Error: ${event.error_msg}`) }',
}

/** The recording bears a word in place of where it happened. */
function traceless(stage: Stage, name: string): void {
  const { Payload } = stage.answers.get(name) as { Payload: Record<string, unknown> }
  for (const trace of ['stackTrace', 'trace']) {
    if (Array.isArray(Payload[trace])) Payload[trace] = '<stack-trace>'
  }
}

const RUNTIMES = {
  python: ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14'].map(one => `python${one}`),
  nodejs: ['16.x', '18.x', '20.x', '22.x', '24.x'].map(one => `nodejs${one}`),
}

/** `lambda/test_lambda_common.json` */
export const runtimeTests: Readonly<Record<string, Requests>> = Object.fromEntries(
  (['python', 'nodejs'] as const).flatMap(family =>
    RUNTIMES[family].flatMap((Runtime): [string, Requests][] => {
      const isPython = family === 'python'
      const Handler = isPython ? 'handler.handler' : 'index.handler'
      const file = isPython ? 'handler.py' : 'index.js'
      const create = async (shop: Workshop, text: string, more = {}) => {
        const Code = { ZipFile: await codeOf(text, file) }
        const base = { Code, Handler, Runtime: Runtime as never, MemorySize: 1024 }
        return shop.plain('create_function_result', { ...base, ...more })
      }
      const wrapper = '/var/task/environment_wrapper'
      const Environment = { Variables: { AWS_LAMBDA_EXEC_WRAPPER: wrapper } }
      return [
        [
          `TestLambdaRuntimesCommon::test_uncaught_exception_invoke[${Runtime}]`,
          async (shop, stage) => {
            const name = await create(shop, THROWS[family])
            if (Runtime === 'python3.8') return
            await invoke(shop, 'error_result', name, payload({ error_msg: 'some_error_msg' }))
            traceless(stage, 'error_result')
          },
        ],
        [
          `TestLambdaRuntimesCommon::test_runtime_wrapper_invoke[${Runtime}]`,
          async shop => {
            await create(shop, isPython ? ECHO : ECHO_JS, { Environment })
          },
        ],
      ]
    }),
  ),
)
