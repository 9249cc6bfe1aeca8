import { createInterface } from 'node:readline/promises'
import {
  type Answer,
  createClient,
  guarded,
  parseFlags,
  reportFailure,
  UsageError,
} from './client.ts'

/** `parley chat --bot NAME --alias NAME [--user ID]`: a conversation over PostText, line by line. */
export const chat = (args: readonly string[]) =>
  guarded(async () => {
    const { values } = parseFlags(args, {
      bot: { type: 'string' },
      alias: { type: 'string' },
      user: { type: 'string' },
    })
    if (!values.bot || !values.alias) throw new UsageError('chat needs --bot NAME and --alias NAME')
    const client = createClient(values)
    const user = values.user ?? `chat-${process.pid}`
    const path = ['bot', values.bot, 'alias', values.alias, 'user', user, 'text']
    const target = `/${path.map(encodeURIComponent).join('/')}`
    const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' })
    // What is piped in needs no prompt, and may have ended before the last answer.
    const prompt = () => {
      if (process.stdin.isTTY) lines.prompt()
    }
    prompt()
    for await (const line of lines) {
      if (line.trim() !== '') {
        const answer = await client.call({
          service: 'lex',
          method: 'POST',
          target,
          body: { inputText: line },
        })
        if (answer.status !== 200) {
          lines.close()
          return reportFailure(answer)
        }
        process.stdout.write(render(answer))
      }
      prompt()
    }
    return 0
  })

function render({ body }: Answer): string {
  const message = body['message'] ? `${body['message']}\n` : ''
  const state = String(body['dialogState'])
  if (!['ReadyForFulfillment', 'Fulfilled', 'Failed'].includes(state)) return message
  const slots = Object.entries((body['slots'] as Record<string, string | null> | null) ?? {})
  const values = slots.map(([name, value]) => `${name}=${value ?? '-'}`).join(', ')
  return `${message}[${state}${body['intentName'] ? ` ${body['intentName']}` : ''}${values ? `: ${values}` : ''}]\n`
}
