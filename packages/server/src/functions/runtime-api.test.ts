import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LIMITS } from './limits.ts'
import { type RuntimeApi, serveRuntimeApi } from './runtime-api.ts'

/** What foreign code can make the Runtime API hold. */
let directory: string
let socket: string
let api: RuntimeApi
let waits: number
let misuses: number
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'runtime-'))
  socket = join(directory, 'api')
  waits = 0
  misuses = 0
  const nothing = () => {}
  api = await serveRuntimeApi(
    { socket, onLoopback: false },
    {
      waits: () => void waits++,
      ...{ answered: nothing, answeredTooMuch: nothing, failed: nothing, failedToStart: nothing },
      misused: () => void misuses++,
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

describe('whoever asks without end', () => {
  const OTHER = 'GET /2018-06-01/runtime/other HTTP/1.1\r\nhost: x\r\n\r\n'

  it('is not heard any more', async () => {
    const greedy = connect(socket)
    greedy.write(OTHER.repeat(LIMITS.runtimeAsks))
    await closed(greedy)
    expect(misuses).toBe(1)
    const later = connect(socket)
    const [error] = await once(later, 'error')
    expect(error).toMatchObject({ code: 'ENOENT' })
    expect(misuses).toBe(1)
  })

  it('may also only connect', async () => {
    for (let i = 0; i < LIMITS.runtimeAsks && misuses === 0; i++) {
      const one = connect(socket)
      one.on('error', () => {}).end()
      await once(one, 'close')
    }
    expect(misuses).toBe(1)
  })

  it('but for each invocation anew', async () => {
    const busy = connect(socket)
    busy.resume()
    for (let i = 0; i < 3; i++) {
      busy.write(OTHER.repeat(LIMITS.runtimeAsks / 2) + NEXT)
      await expect.poll(() => waits).toBe(i + 1)
      api.hand(handed(`id-${i}`))
    }
    expect(misuses).toBe(0)
    busy.destroy()
  })
})
