import { expect, it } from 'vitest'
import type { HttpRequest } from '../wire/http.ts'
import type { Route } from '../wire/recognise.ts'
import { LIMITS } from './limits.ts'
import { openS3Body } from './s3-body.ts'

const ROUTE: Route = {
  protocol: 'rest-xml',
  service: 's3',
  operation: 'DeleteObjects',
  labels: new Map(),
}

/** A document that comes in and does not end until it is told to. */
function unending(bytes: Uint8Array, end: Promise<void>): HttpRequest {
  async function* body() {
    yield bytes
    await end
  }
  return {
    method: 'POST',
    rawPath: '/b',
    rawQuery: 'delete',
    headers: [
      ['content-length', String(bytes.length)],
      ['content-md5', 'x'],
    ],
    body: { [Symbol.asyncIterator]: body, whole: () => undefined, forEach: async () => {} },
  }
}

it('holds no more of the documents of all callers together than of other bodies', async () => {
  const bytes = new Uint8Array(LIMITS.s3DocumentBytes)
  const end = Promise.withResolvers<void>()
  const open = () => openS3Body(unending(bytes, end.promise), ROUTE, undefined)
  const fitting = Math.floor(LIMITS.unverifiedBytes / bytes.length)
  const held = Promise.allSettled(Array.from({ length: fitting }, open))
  await new Promise(resolve => setImmediate(resolve))
  await expect(open()).rejects.toMatchObject({ code: 'SlowDown', status: 503 })
  end.reject(new Error('they went away'))
  await held
  const again = openS3Body(unending(new Uint8Array(9), Promise.resolve()), ROUTE, undefined)
  await expect(again).rejects.toMatchObject({ code: 'InvalidDigest' })
})
