import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { LIMITS } from './limits.ts'
import { type RuntimeApi, serveRuntimeApi } from './runtime-api.ts'

/** What foreign code can make the Runtime API hold. */
let directory: string
let socket: string
let api: RuntimeApi
let waits: number
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'runtime-'))
  socket = join(directory, 'api')
  waits = 0
  const nothing = () => {}
  api = await serveRuntimeApi(
    { socket, onLoopback: false },
    {
      waits: () => void waits++,
      ...{ answered: nothing, answeredTooMuch: nothing, failed: nothing, failedToStart: nothing },
    },
  )
})
afterEach(() => {
  api.close()
  rmSync(directory, { recursive: true, force: true })
})

const NEXT = 'GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nhost: x\r\n\r\n'

const closed = (one: Socket) =>
  new Promise<string>(resolve => {
    let text = ''
    one.on('data', chunk => {
      text += chunk
    })
    one.on('error', () => {}).on('close', () => resolve(text))
  })

const handed = (requestId: string) => ({
  ...{ requestId, functionArn: 'arn', deadlineMs: 1, traceId: 'trace' },
  payload: Buffer.from('{}'),
})

it('cuts a connection that asks for its next invocation before it was given one', async () => {
  const greedy = connect(socket)
  greedy.write(NEXT.repeat(1000))
  expect(await closed(greedy)).toBe('')
  expect(waits).toBe(2)
})

it('gives the invocation to whoever asked last', async () => {
  const first = connect(socket)
  first.write(NEXT)
  await expect.poll(() => waits).toBe(1)
  const second = connect(socket)
  second.write(NEXT)
  expect(await closed(first)).toBe('')
  const answer = closed(second)
  await expect.poll(() => waits).toBe(2)
  api.hand(handed('two'))
  second.end()
  expect(await answer).toContain('lambda-runtime-aws-request-id: two')
})

it('takes no more connections than a runtime needs', async () => {
  const all = Array.from({ length: LIMITS.runtimeConnections + 1 }, () => connect(socket))
  const first = await Promise.race(all.map(async one => closed(one)))
  expect(first).toBe('')
  const open = () => all.filter(one => !one.closed)
  expect(open().length).toBe(LIMITS.runtimeConnections)
  for (const one of all) one.destroy()
})
