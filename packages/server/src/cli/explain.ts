import { createClient, guarded, parseFlags, reportFailure, UsageError } from './client.ts'

/** `parley explain REQUEST_ID`: who asked what, what was decided, and the evidence. */
export const explain = (args: readonly string[]) =>
  guarded(async () => {
    const { values, positionals } = parseFlags(args, { json: { type: 'boolean' } })
    const [requestId] = positionals
    if (!requestId) throw new UsageError('explain needs a request id')
    const answer = await createClient(values).call({
      service: 'parley',
      method: 'GET',
      target: `/_parley/decisions/${encodeURIComponent(requestId)}`,
    })
    if (answer.status !== 200) return reportFailure(answer)
    const text = values.json ? JSON.stringify(answer.body, null, 2) : String(answer.body['text'])
    process.stdout.write(`${text}\n`)
    return 0
  })
