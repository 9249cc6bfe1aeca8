import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { House } from '../house.ts'
import { refusal } from '../refusal.ts'
import { createRole, openWorkshop, packed, run, settled } from './lambda-functions.ts'

/** Functions that run elsewhere and are reached over HTTP, at addresses that the operator allowed. */

let house: House
let role: string
let lambda: LambdaClient
let server: Server
let port: number
const seen: string[] = []

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString('utf8')
    seen.push(`${request.method} ${request.url} ${body}`)
    const { how } = JSON.parse(body) as { how?: string }
    if (how === 'hang') return
    if (how === 'status') response.statusCode = 500
    response.setHeader('content-type', 'application/json')
    response.end(
      how === 'error' ? '{"errorType":"KeyError","errorMessage":"x","stackTrace":[]}' : `[${body}]`,
    )
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  port = (server.address() as AddressInfo).port
  house = await openWorkshop(['--lambda-endpoints', `127.0.0.1:${port}`])
  role = await createRole(house, 'runner')
  lambda = new LambdaClient(house.as())
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await house.close()
})

let count = 0
async function endpoint(ImageUri: string): Promise<{ readonly FunctionName: string }> {
  const FunctionName = `e${++count}`
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: role,
      PackageType: 'Image',
      Code: { ImageUri },
      Timeout: 1,
    }),
  )
  await settled(house, FunctionName)
  return { FunctionName }
}

describe('a function that is an endpoint', () => {
  it('is asked as Lambda asks its containers', async () => {
    const fn = await endpoint(`http://127.0.0.1:${port}`)
    const { value, answer } = await run(house, { a: 1 }, fn)
    expect(value).toEqual([{ a: 1 }])
    expect([answer.ExecutedVersion, answer.FunctionError]).toEqual(['$LATEST', undefined])
    expect(seen.at(-1)).toBe('POST /2015-03-31/functions/function/invocations {"a":1}')
    const { Code, Configuration } = await lambda.send(new GetFunctionCommand(fn))
    expect([Code?.ImageUri, Configuration?.PackageType, Configuration?.CodeSize]).toEqual([
      `http://127.0.0.1:${port}/2015-03-31/functions/function/invocations`,
      'Image',
      0,
    ])
  })

  it('may have a path of its own', async () => {
    await run(house, {}, await endpoint(`http://127.0.0.1:${port}/my/hook?x=1`))
    expect(seen.at(-1)).toBe('POST /my/hook?x=1 {}')
  })

  const FAILURES: readonly [how: string, error: object][] = [
    ['error', { errorType: 'KeyError', errorMessage: 'x', stackTrace: [] }],
    [
      'status',
      { errorType: 'Endpoint.Status', errorMessage: 'The endpoint answered with the status 500' },
    ],
    [
      'hang',
      {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/ Error: Task timed out after 1.00 seconds$/),
      },
    ],
  ]
  for (const [how, error] of FAILURES) {
    it(`fails like any function: ${how}`, async () => {
      const fn = await endpoint(`http://127.0.0.1:${port}`)
      const { answer, value } = await run(house, { how }, fn)
      expect(answer.FunctionError).toBe('Unhandled')
      expect(value).toEqual(error)
    })
  }

  it('is held to the executions that are kept for it', async () => {
    const fn = await endpoint(`http://127.0.0.1:${port}`)
    const ReservedConcurrentExecutions = 1
    await lambda.send(new PutFunctionConcurrencyCommand({ ...fn, ReservedConcurrentExecutions }))
    const invoke = () => run(house, { how: 'hang' }, fn).then(({ answer }) => answer.FunctionError)
    const both = await Promise.allSettled([invoke(), invoke()])
    expect(both.find(one => one.status === 'rejected')?.reason).toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    })
    expect(await invoke()).toBe('Unhandled')
  })

  it('is not reached where the operator did not allow it', async () => {
    const before = seen.length
    for (const url of [
      `http://127.0.0.1:${port + 1}/`,
      `http://localhost:${port + 1}/`,
      house.url,
    ]) {
      const refused = await refusal(run(house, {}, await endpoint(url)))
      expect(refused).toEqual([
        'InvalidRuntimeException',
        expect.stringContaining('The endpoint is not reached: the operator has not allowed'),
        502,
      ])
    }
    expect(seen.length).toBe(before)
  })

  it('stays one: code and endpoints do not change places', async () => {
    const fn = await endpoint(`http://127.0.0.1:${port}`)
    const ZipFile = await packed({ 'index.js': '' })
    const code = lambda.send(new UpdateFunctionCodeCommand({ ...fn, ZipFile }))
    expect((await refusal(code))[1]).toBe(
      'Please provide ImageUri when updating a function with packageType Image.',
    )
  })

  it('is a URL without credentials, which others would see', async () => {
    const refused = await refusal(endpoint(`http://me:secret@127.0.0.1:${port}`))
    expect(refused).toEqual([
      'InvalidParameterValueException',
      'The URL of an endpoint cannot hold credentials.',
      400,
    ])
  })

  it('is a URL and nothing else', async () => {
    expect((await refusal(endpoint('123456789012.dkr.ecr.us-east-1.amazonaws.com/x:1')))[1]).toBe(
      'Source image 123456789012.dkr.ecr.us-east-1.amazonaws.com/x:1 is not valid. This server takes functions as packages or as http:// endpoints.',
    )
  })
})
