import {
  CreateAliasCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { House } from '../house.ts'
import {
  createFunction,
  createRole,
  ECHO,
  openWorkshop,
  packed,
  run,
  settled,
  WRITE_LOGS,
} from './lambda-functions.ts'

let house: House
let role: string
let lambda: LambdaClient
beforeAll(async () => {
  house = await openWorkshop()
  role = await createRole(house, 'runner', WRITE_LOGS)
  lambda = new LambdaClient(house.as())
})
afterAll(() => house.close())

let count = 0
/** A function of its own for each test. */
async function made(
  code: Parameters<typeof createFunction>[2],
  more: Parameters<typeof createFunction>[3] = {},
): Promise<{ readonly FunctionName: string }> {
  const FunctionName = `f${++count}`
  await createFunction(house, role, code, { FunctionName, ...more })
  return { FunctionName }
}

describe.concurrent('Invoke', () => {
  it('answers with what the handler returns, the version and the end of the log', async () => {
    const fn = await made('exports.handler = async e => { console.log("got", e.a); return [e.a] }')
    const { answer, value, log } = await run(house, { a: 7 }, fn)
    expect(value).toEqual([7])
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' })
    expect(answer.FunctionError).toBeUndefined()
    const id = answer.$metadata.requestId
    expect(log.startsWith(`START RequestId: ${id} Version: $LATEST\n`)).toBe(true)
    expect(log).toMatch(new RegExp(`Z\\t${id}\\tINFO\\tgot 7\\nEND RequestId: ${id}\\nREPORT`))
  })

  it('keeps an environment warm from one invocation to the next', async () => {
    const fn = await made('let n = 0; exports.handler = async () => ++n')
    expect((await run(house, {}, fn)).value).toBe(1)
    const second = await run(house, {}, fn)
    expect(second.value).toBe(2)
    expect(second.log).not.toContain('Init Duration')
  })

  it('runs what comes at the same time in environments of their own', async () => {
    const fn = await made(
      'let n = 0; exports.handler = async () => { await new Promise(r => setTimeout(r, 100)); return ++n }',
    )
    const answers = await Promise.all([run(house, {}, fn), run(house, {}, fn)])
    expect(answers.map(({ value }) => value)).toEqual([1, 1])
  })

  it('gives a handler its context and its variables', async () => {
    const code = `exports.handler = async (event, context) => ({
      name: context.functionName, version: context.functionVersion, arn: context.invokedFunctionArn,
      memory: context.memoryLimitInMB, group: context.logGroupName, client: context.clientContext,
      left: context.getRemainingTimeInMillis() > 1000,
      own: process.env.COLOUR, region: process.env.AWS_REGION, handler: process.env._HANDLER,
      isSession: process.env.AWS_ACCESS_KEY_ID.startsWith('ASIA') })`
    const fn = await made(code, { Environment: { Variables: { COLOUR: 'red' } }, MemorySize: 256 })
    const ClientContext = Buffer.from('{"custom":{"größe":"1"}}').toString('base64')
    const { value } = await run(house, {}, { ...fn, ClientContext })
    expect(value).toEqual({
      name: fn.FunctionName,
      version: '$LATEST',
      arn: `arn:aws:lambda:us-east-1:${house.account}:function:${fn.FunctionName}`,
      memory: '256',
      group: `/aws/lambda/${fn.FunctionName}`,
      client: { custom: { größe: '1' } },
      left: true,
      own: 'red',
      region: 'us-east-1',
      handler: 'index.handler',
      isSession: true,
    })
  })

  it('shows the server environment to no function', async () => {
    process.env['NOT_FOR_FUNCTIONS'] = 'secret'
    const fn = await made('exports.handler = async () => Object.keys(process.env)')
    const { value } = await run(house, {}, fn)
    delete process.env['NOT_FOR_FUNCTIONS']
    expect(value).toContain('AWS_LAMBDA_FUNCTION_NAME')
    expect(value).not.toContain('NOT_FOR_FUNCTIONS')
    expect(value).not.toContain('HOME')
  })

  const HANDLERS: readonly [what: string, files: Record<string, string>, answer: unknown][] = [
    ['an async handler', { 'index.js': ECHO }, { n: 1 }],
    ['a callback', { 'index.js': 'exports.handler = (e, c, done) => done(null, e.n)' }, 1],
    ['context.succeed', { 'index.js': 'exports.handler = (e, c) => c.succeed("s")' }, 's'],
    ['an ES module', { 'index.mjs': 'export const handler = async e => e.n + 1' }, 2],
    [
      'an ES module by its package',
      { 'package.json': '{"type":"module"}', 'index.js': 'export const handler = async () => 3' },
      3,
    ],
    [
      'a module with top-level await',
      { 'index.mjs': 'const x = await 4; export const handler = async () => x' },
      4,
    ],
    ['no return value', { 'index.js': 'exports.handler = async () => {}' }, null],
    ['no answer at all', { 'index.js': 'exports.handler = () => {}' }, null],
  ]
  for (const [what, files, answer] of HANDLERS) {
    it(`understands ${what}`, async () => {
      expect((await run(house, { n: 1 }, await made(files))).value).toEqual(answer)
    })
  }

  it('waits with a callback until nothing is left to do, unless told not to', async () => {
    const code = (waits: boolean) => `exports.handler = (e, c, done) => {
      c.callbackWaitsForEmptyEventLoop = ${waits}
      setTimeout(() => console.log('late'), ${waits ? 50 : 5_000}); done(null, 1) }`
    expect((await run(house, {}, await made(code(true)))).log).toContain('late')
    expect((await run(house, {}, await made(code(false)))).log).not.toContain('late')
  })

  const FAILURES: readonly [what: string, code: string, error: object][] = [
    [
      'throws',
      'exports.handler = async () => { throw new TypeError("bad") }',
      { errorType: 'TypeError', errorMessage: 'bad', trace: expect.any(Array) },
    ],
    [
      'calls back with an error',
      'exports.handler = (e, c, done) => done(new Error("no"))',
      { errorType: 'Error', errorMessage: 'no', trace: expect.any(Array) },
    ],
    [
      'throws what is no error',
      'exports.handler = async () => { throw "text" }',
      { errorType: 'string', errorMessage: 'text', trace: [] },
    ],
    [
      'leaves a rejection unhandled',
      'exports.handler = () => { Promise.reject(new Error("lost")); return new Promise(() => {}) }',
      {
        errorType: 'Runtime.UnhandledPromiseRejection',
        errorMessage: 'Error: lost',
        trace: expect.any(Array),
      },
    ],
    [
      'ends its process',
      'exports.handler = async () => process.exit(3)',
      {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(
          /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3$/,
        ),
      },
    ],
    [
      'ends its process without a reason',
      'exports.handler = async () => process.exit(0)',
      {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(/Runtime exited without providing a reason$/),
      },
    ],
    [
      'cannot be loaded',
      'throw new RangeError("at start")',
      { errorType: 'RangeError', errorMessage: 'at start', trace: expect.any(Array) },
    ],
    [
      'has no such export',
      'exports.other = 1',
      {
        errorType: 'Runtime.HandlerNotFound',
        errorMessage: 'index.handler is undefined or not exported',
        trace: expect.any(Array),
      },
    ],
    [
      'returns what JSON cannot hold',
      'exports.handler = async () => 1n',
      {
        errorType: 'Runtime.UnmarshalError',
        errorMessage: expect.stringContaining('Unable to stringify response body as json'),
        trace: expect.any(Array),
      },
    ],
    [
      'returns more than 6 MB',
      'exports.handler = async () => "x".repeat(6_291_555)',
      {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage:
          'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
      },
    ],
  ]
  for (const [what, code, error] of FAILURES) {
    it(`tells of a function that ${what}, with status 200`, async () => {
      const { answer, value } = await run(house, {}, await made(code))
      expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' })
      expect(value).toEqual(error)
    })
  }

  it('ends a function that asks its runtime API without end', async () => {
    const code = `const http = require('node:http')
      const agent = new http.Agent({ keepAlive: true, maxSockets: 8 })
      const ask = { socketPath: process.argv[2], path: '/', agent }
      const asking = async () => {
        for (;;) await new Promise(done => {
          http.get(ask, answer => answer.resume().on('end', done)).on('error', done)
        })
      }
      exports.handler = () => Promise.all(Array.from({ length: 8 }, asking))`
    const fn = await made(code, { Timeout: 60 })
    const { answer, value } = await run(house, {}, fn)
    expect(answer.FunctionError).toBe('Unhandled')
    expect(value).toMatchObject({ errorMessage: expect.stringContaining('signal: killed') })
  })

  it('takes an answer of 6 MB and a hundred bytes', async () => {
    const fn = await made('exports.handler = async () => "x".repeat(6_291_554)')
    const { answer, value } = await run(house, {}, fn)
    expect([answer.FunctionError, String(value).length]).toEqual([undefined, 6_291_554])
  })

  it('works again after a crash', async () => {
    const fn = await made('exports.handler = async e => e.end ? process.exit(1) : "well"')
    expect((await run(house, { end: true }, fn)).answer.FunctionError).toBe('Unhandled')
    expect((await run(house, {}, fn)).value).toBe('well')
  })

  it('ends a function at its time limit', async () => {
    const fn = await made('exports.handler = () => { for (;;); }', { Timeout: 1 })
    const { answer, value, log } = await run(house, {}, fn)
    const id = answer.$metadata.requestId
    expect(value).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${id} Error: Task timed out after 1.00 seconds`,
    })
    expect(log).toContain(`Duration: 1000.00 ms\tBilled Duration: 1000 ms\tMemory Size: 128 MB`)
  })

  it('ends a function that takes more memory than it may', async () => {
    const code = `exports.handler = async () => { const held = []
      for (;;) { held.push(Buffer.alloc(8e6, 1)); await new Promise(r => setTimeout(r, 10)) } }`
    const { value } = await run(house, {}, await made(code, { Timeout: 20 }))
    expect(value).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/signal: killed$/),
    })
  })

  it('runs new code and new settings at once', async () => {
    const fn = await made('exports.handler = async () => "old"')
    expect((await run(house, {}, fn)).value).toBe('old')
    const ZipFile = await packed({ 'index.js': 'exports.handler = async () => process.env.NEW' })
    await lambda.send(new UpdateFunctionCodeCommand({ ...fn, ZipFile }))
    await settled(house, fn.FunctionName)
    const Environment = { Variables: { NEW: 'new' } }
    await lambda.send(new UpdateFunctionConfigurationCommand({ ...fn, Environment }))
    await settled(house, fn.FunctionName)
    expect((await run(house, {}, fn)).value).toBe('new')
  })

  it('runs the version that a qualifier means', async () => {
    const fn = await made(
      'exports.handler = async (e, c) => [process.env.NUM, c.functionVersion]',
      {
        Environment: { Variables: { NUM: 'one' } },
      },
    )
    await lambda.send(new PublishVersionCommand(fn))
    const Environment = { Variables: { NUM: 'two' } }
    await lambda.send(new UpdateFunctionConfigurationCommand({ ...fn, Environment }))
    await settled(house, fn.FunctionName)
    await lambda.send(new CreateAliasCommand({ ...fn, Name: 'prod', FunctionVersion: '1' }))
    const values = await Promise.all(
      [undefined, '1', 'prod', '$LATEST'].map(async Qualifier => {
        const { value, answer } = await run(house, {}, { ...fn, Qualifier })
        return [value, answer.ExecutedVersion]
      }),
    )
    expect(values).toEqual([
      [['two', '$LATEST'], '$LATEST'],
      [['one', '1'], '1'],
      [['one', '1'], '1'],
      [['two', '$LATEST'], '$LATEST'],
    ])
  })

  it('runs a version apart from what it was made of, though both are the same', async () => {
    const fn = await made('let n = 0; exports.handler = async (e, c) => [c.functionVersion, ++n]')
    expect((await run(house, {}, fn)).value).toEqual(['$LATEST', 1])
    await lambda.send(new PublishVersionCommand(fn))
    const values = []
    for (const Qualifier of ['1', '$LATEST', '1']) {
      values.push((await run(house, {}, { ...fn, Qualifier })).value)
    }
    expect(values).toEqual([
      ['1', 1],
      ['$LATEST', 2],
      ['1', 2],
    ])
  })

  it('runs a provided bootstrap', async () => {
    const bootstrap = `#!/bin/sh
exec "${process.execPath}" "$LAMBDA_TASK_ROOT/loop.mjs"`
    const loop = `const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/'
for (;;) {
  const next = await fetch(api + 'next')
  const id = next.headers.get('lambda-runtime-aws-request-id')
  const body = JSON.stringify({ seen: await next.json() })
  await fetch(api + id + '/response', { method: 'POST', body })
}`
    const fn = await made({ bootstrap, 'loop.mjs': loop }, { Runtime: 'provided.al2023' })
    expect((await run(house, { a: 1 }, fn)).value).toEqual({ seen: { a: 1 } })
    expect((await run(house, { a: 2 }, fn)).value).toEqual({ seen: { a: 2 } })
  })
})
