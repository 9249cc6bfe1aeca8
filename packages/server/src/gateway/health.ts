import type { HttpRequest, HttpResponse } from '../wire/http.ts'

/** The only path that needs no signature: it tells that the server runs, and that it enforces. */
export const HEALTH_PATH = '/_parley/health'

/** Why the server cannot do its work; no more than a word, for anybody may ask. */
export type Trouble = 'store failing' | 'store damaged'

/** 200 when requests can be answered, 503 while they cannot. */
export async function health(
  { method }: HttpRequest,
  requestId: string,
  trouble: () => Promise<Trouble | undefined>,
): Promise<HttpResponse> {
  const known = method === 'GET' || method === 'HEAD'
  if (!known) return answer(405, { message: 'method not allowed' }, requestId)
  const reason = await trouble()
  const state = reason === undefined ? { status: 'ok' } : { status: 'unavailable', reason }
  return answer(reason === undefined ? 200 : 503, { ...state, enforcement: 'on' }, requestId)
}

function answer(status: number, body: object, requestId: string): HttpResponse {
  return {
    status,
    headers: [
      ['content-type', 'application/json'],
      ['cache-control', 'no-store'],
      ['x-amzn-requestid', requestId],
    ],
    body: JSON.stringify(body),
  }
}
