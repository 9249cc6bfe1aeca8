/**
 * The Node.js runtime: loads a handler and runs it for one invocation after another, as the Runtime API hands
 * them out (spec/surroundings.md §4.3). Its argument is the API's socket.
 */
import { existsSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { format } from 'node:util'

const socketPath = process.argv[2]
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const API = '/2018-06-01/runtime'
const env = process.env

/** The invocation in progress: what answers it, once. */
let current

// Bound before user code can replace what it finds in globals.
const { parse, stringify } = JSON
const now = Date.now

function call(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const options = { socketPath, agent, method, path: API + path, headers }
    if (body !== undefined) {
      headers['content-type'] ??= 'application/json'
      headers['content-length'] = Buffer.byteLength(body)
    }
    const outgoing = request(options, response => {
      const chunks = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        resolve({
          headers: response.headers,
          status: response.statusCode,
          body: Buffer.concat(chunks),
        })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** Without the API there is nothing to live for. */
const lost = () => process.exit(1)

const patchedConsole = () => {
  const printer =
    level =>
    (...values) => {
      // One message is one log event: its own line ends travel as carriage returns.
      const text = format(...values).replaceAll('\n', '\r')
      const id = current?.requestId ?? 'undefined'
      process.stdout.write(`${new Date().toISOString()}\t${id}\t${level}\t${text}\n`)
    }
  console.log = printer('INFO')
  console.info = printer('INFO')
  console.warn = printer('WARN')
  console.error = printer('ERROR')
  console.debug = printer('DEBUG')
  console.trace = printer('TRACE')
}

function told(error) {
  if (error instanceof Error) {
    const trace = (error.stack ?? '').split('\n')
    return { errorType: error.name, errorMessage: error.message, trace }
  }
  const isObject = typeof error === 'object' && error !== null
  return {
    errorType: typeof error,
    errorMessage: isObject ? stringify(error) : String(error),
    trace: [],
  }
}

function logError(what, error) {
  const { errorType, errorMessage, trace: stack } = told(error)
  console.error(`${what} \t${stringify({ errorType, errorMessage, stack })}`)
}

async function loadHandler() {
  const handler = env._HANDLER ?? ''
  const file = handler.slice(handler.lastIndexOf('/') + 1)
  const dot = file.indexOf('.')
  if (dot < 1) throw named('Runtime.MalformedHandlerName', 'Bad handler')
  const base = handler.slice(0, handler.length - file.length + dot)
  const exported = file.slice(dot + 1)
  const root = env.LAMBDA_TASK_ROOT
  const path = ['.js', '.mjs', '.cjs'].map(end => join(root, base + end)).find(existsSync)
  if (!path) {
    throw named(
      'Runtime.ImportModuleError',
      `Error: Cannot find module '${base.split('/').at(-1)}'`,
    )
  }
  const module = await importModule(path)
  const found = exported.split('.').reduce((value, name) => value?.[name], module)
  if (found === undefined) {
    throw named('Runtime.HandlerNotFound', `${handler} is undefined or not exported`)
  }
  if (typeof found !== 'function') {
    throw named('Runtime.HandlerNotFound', `${handler} is not a function`)
  }
  return found
}

async function importModule(path) {
  if (path.endsWith('.mjs')) return import(pathToFileURL(path))
  try {
    return createRequire(path)(path)
  } catch (error) {
    if (error.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw imported(error)
    return import(pathToFileURL(path))
  }
}

function imported(error) {
  if (error instanceof SyntaxError) return named('Runtime.UserCodeSyntaxError', `${error}`, error)
  if (error?.code === 'MODULE_NOT_FOUND')
    return named('Runtime.ImportModuleError', `${error}`, error)
  return error
}

function named(name, message, { stack } = {}) {
  const error = Object.assign(new Error(message), { name })
  error.stack = stack ?? `${name}: ${message}`
  return error
}

function contextOf(invocation, answer) {
  const clientContext = invocation.headers['lambda-runtime-client-context']
  const identity = invocation.headers['lambda-runtime-cognito-identity']
  const deadline = Number(invocation.headers['lambda-runtime-deadline-ms'])
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    awsRequestId: invocation.headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: invocation.headers['lambda-runtime-invoked-function-arn'],
    clientContext: clientContext === undefined ? undefined : parse(clientContext),
    identity: identity === undefined ? undefined : parse(identity),
    getRemainingTimeInMillis: () => deadline - now(),
    done: (error, result) => answer(error, result),
    fail: error => answer(error ?? null),
    succeed: result => answer(undefined, result),
  }
}

/** Resolves with [error, result] as soon as the handler has said what it has to say. */
function run(handler, invocation) {
  return new Promise(resolve => {
    const answer = (error, result, { waits = false } = {}) => {
      const outcome = [error, result]
      if (waits && context.callbackWaitsForEmptyEventLoop) current.atEnd = () => resolve(outcome)
      else resolve(outcome)
    }
    const context = contextOf(invocation, answer)
    current = {
      requestId: context.awsRequestId,
      // Nothing will happen any more: the loop is empty.
      atEnd: () => resolve([undefined, null]),
      fail: error => resolve([error]),
    }
    try {
      const event = parse(invocation.body.toString('utf8'))
      const callback = (error, result) => answer(error ?? undefined, result, { waits: true })
      const returned = handler(event, context, callback)
      if (typeof returned?.then === 'function') {
        returned.then(
          result => answer(undefined, result),
          error => answer(error ?? named('Error', 'Unknown error'), undefined),
        )
      }
    } catch (error) {
      answer(error ?? named('Error', 'Unknown error'))
    }
  })
}

async function report(path, error) {
  const body = told(error)
  await call('POST', path, stringify(body), {
    'lambda-runtime-function-error-type': body.errorType.replaceAll(/[^\w.$-]/g, '?'),
  })
}

async function answerInvocation(path, error, result) {
  if (error !== undefined && error !== null) {
    logError('Invoke Error', error)
    return report(`${path}/error`, error)
  }
  let body
  try {
    body = stringify(result ?? null) ?? 'null'
  } catch (cause) {
    return report(
      `${path}/error`,
      named(
        'Runtime.UnmarshalError',
        `Unable to stringify response body as json: ${cause.message}`,
      ),
    )
  }
  const { status } = await call('POST', `${path}/response`, body)
  if (status >= 300 && status !== 413) lost()
}

patchedConsole()
process.on('beforeExit', () => current?.atEnd())
process.on('uncaughtException', error => {
  logError('Uncaught Exception', error)
  const path = current ? `/invocation/${current.requestId}/error` : '/init/error'
  report(path, error).finally(() => process.exit(129))
})
process.on('unhandledRejection', reason => {
  const error = named('Runtime.UnhandledPromiseRejection', `${reason}`, reason ?? {})
  if (current) current.fail(error)
  else report('/init/error', error).finally(() => process.exit(128))
})

let handler
try {
  handler = await loadHandler()
} catch (error) {
  logError('Uncaught Exception', error)
  await report('/init/error', error).catch(lost)
  process.exit(1)
}
for (;;) {
  const invocation = await call('GET', '/invocation/next').catch(lost)
  const id = invocation.headers['lambda-runtime-aws-request-id']
  env._X_AMZN_TRACE_ID = invocation.headers['lambda-runtime-trace-id'] ?? ''
  const [error, result] = await run(handler, invocation)
  await answerInvocation(`/invocation/${id}`, error, result).catch(lost)
  current = undefined
}
