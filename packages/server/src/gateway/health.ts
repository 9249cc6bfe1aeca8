import type { HttpRequest, HttpResponse } from '../wire/http.ts'

/** The only path that needs no signature: it tells that the server runs, and that it enforces. */
export const HEALTH_PATH = '/_parley/health'

export function health({ method }: HttpRequest, requestId: string): HttpResponse {
  const known = method === 'GET' || method === 'HEAD'
  const body = known ? { status: 'ok', enforcement: 'on' } : { message: 'method not allowed' }
  return {
    status: known ? 200 : 405,
    headers: [
      ['content-type', 'application/json'],
      ['x-amzn-requestid', requestId],
    ],
    body: JSON.stringify(body),
  }
}
