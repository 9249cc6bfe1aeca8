import { createClient, guarded, parseFlags, reportFailure, UsageError } from './client.ts'

/** `parley deliveries list [--status parked]` and `parley deliveries retry ID`. */
export const deliveries = (args: readonly string[]) =>
  guarded(async () => {
    const { values, positionals } = parseFlags(args, { status: { type: 'string' } })
    const [verb = 'list', id] = positionals
    const client = createClient(values)
    if (verb === 'retry' && id) {
      const target = `/_parley/deliveries/${encodeURIComponent(id)}/retry`
      const answer = await client.call({ service: 'parley', method: 'POST', target, body: {} })
      return answer.status === 200 ? 0 : reportFailure(answer)
    }
    if (verb !== 'list')
      throw new UsageError('usage: deliveries list [--status STATUS], deliveries retry ID')
    const query = values.status ? `?status=${encodeURIComponent(values.status)}` : ''
    const answer = await client.call({
      service: 'parley',
      method: 'GET',
      target: `/_parley/deliveries${query}`,
    })
    if (answer.status !== 200) return reportFailure(answer)
    process.stdout.write(`${JSON.stringify(answer.body['deliveries'], null, 2)}\n`)
    return 0
  })
