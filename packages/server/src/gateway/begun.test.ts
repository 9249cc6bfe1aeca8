import { expect, it } from 'vitest'
import type { HttpResponse } from '../wire/http.ts'
import { begun } from './begun.ts'

function answerOf(count: number, fail?: Error) {
  const seen: string[] = []
  async function* body() {
    try {
      for (let n = 0; n < count; n++) {
        seen.push(`asked for ${n}`)
        yield Uint8Array.of(n)
      }
      if (fail) throw fail
    } finally {
      seen.push('left')
    }
  }
  const answer: HttpResponse = { status: 200, headers: [['a', 'b']], body: body() }
  return { answer, seen }
}

const never = (error: unknown) => {
  throw error
}

async function read({ body }: HttpResponse, most = Number.POSITIVE_INFINITY): Promise<number[]> {
  const bytes: number[] = []
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes.push(...chunk)
    if (bytes.length === most) break
  }
  return bytes
}

it('asks for the first bytes alone, and gives all of them in their order', async () => {
  const { answer, seen } = answerOf(3)
  const ready = await begun(answer, never)
  expect([ready.status, ready.headers, [...seen]]).toEqual([200, [['a', 'b']], ['asked for 0']])
  expect(await read(ready)).toEqual([0, 1, 2])
  expect(seen.at(-1)).toBe('left')
})

it('fails before it has begun where there are no first bytes, later with the others', async () => {
  const lost = new Error('lost')
  const told: unknown[] = []
  await expect(begun(answerOf(0, lost).answer, never)).rejects.toBe(lost)
  const late = await begun(answerOf(1, lost).answer, error => told.push(error))
  await expect(read(late)).rejects.toBe(lost)
  expect(told).toEqual([lost])
})

it('lets go of what is left early', async () => {
  const { answer, seen } = answerOf(3)
  expect(await read(await begun(answer, never), 1)).toEqual([0])
  expect(seen).toEqual(['asked for 0', 'left'])
})

it('leaves an answer without a stream as it is', async () => {
  expect(await begun({ status: 200, headers: [], body: 'x' }, never)).toEqual({
    status: 200,
    headers: [],
    body: 'x',
  })
  expect(await read(await begun(answerOf(0).answer, never))).toEqual([])
})
