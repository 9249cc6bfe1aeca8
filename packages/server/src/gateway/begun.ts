import type { HttpResponse } from '../wire/http.ts'

/**
 * The answer with the first bytes of its stream at hand: what keeps them from being read can still be told, as it
 * cannot be once the head is sent. Whoever is given it reads it, or leaves it, to its end. What breaks it off later is
 * told to `broken`: the client sees nothing but that its connection ends.
 */
export function begun(
  answer: HttpResponse,
  broken: (error: unknown) => void,
): HttpResponse | Promise<HttpResponse> {
  const { body } = answer
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) return answer
  return beginning(answer, body, broken)
}

async function beginning(
  answer: HttpResponse,
  body: AsyncIterable<Uint8Array>,
  broken: (error: unknown) => void,
): Promise<HttpResponse> {
  const bytes = body[Symbol.asyncIterator]()
  let first: Promise<IteratorResult<Uint8Array>> | undefined = bytes.next()
  await first
  const next = () => {
    const ready = first ?? bytes.next()
    first = undefined
    return ready.catch(error => {
      broken(error)
      throw error
    })
  }
  const leave = async () => {
    await bytes.return?.()
    return { done: true as const, value: undefined }
  }
  return { ...answer, body: { [Symbol.asyncIterator]: () => ({ next, return: leave }) } }
}
