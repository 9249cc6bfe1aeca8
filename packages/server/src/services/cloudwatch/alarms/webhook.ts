import type { OutgoingFetch } from '../../../kernel/fetch.ts'
import type { Json } from '../../../kernel/json.ts'
import { LIMITS } from '../limits.ts'
import type { Performed } from './action.ts'

/** An action of ours: the event that a function would get, posted to a URL (spec/surroundings.md §8). */
export const isWebhook = (action: string): boolean => /^https?:\/\//.test(action)

/** Any 2xx is a success. What is refused stays refused; what is away, or failing, may come back. */
export async function post(
  url: string,
  event: Json,
  fetch: OutgoingFetch,
  signal: AbortSignal,
): Promise<Performed> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(event)),
    timeoutMs: LIMITS.webhookMs,
    maxBytes: LIMITS.webhookAnswerBytes,
    signal,
  })
  signal.throwIfAborted()
  if (!answer.ok) {
    const { kind, message } = answer.error
    const isAway = kind === 'unreachable' || kind === 'timed-out'
    return { kind: 'failed', reason: message, isFinal: !isAway }
  }
  const { status } = answer.value
  if (status >= 200 && status < 300) return { kind: 'done' }
  const isFinal = status < 500 && status !== 429
  return { kind: 'failed', reason: `${url} answered ${status}`, isFinal }
}
