import { createClient, guarded, parseFlags, reportFailure, UsageError } from './client.ts'

/** `parley account create ID` prints the new account's root credentials once; `account list` names all. */
export const account = (args: readonly string[]) =>
  guarded(async () => {
    const { values, positionals } = parseFlags(args, {})
    const [verb, id] = positionals
    const client = createClient(values)
    if (verb === 'create' && id) {
      const answer = await client.call({
        service: 'parley',
        method: 'POST',
        target: '/_parley/accounts',
        body: { accountId: id },
      })
      if (answer.status !== 200) return reportFailure(answer)
      const { accountId, accessKeyId, secretAccessKey } = answer.body
      process.stdout.write(
        `[${accountId}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
      )
      return 0
    }
    if (verb === 'list') {
      const answer = await client.call({
        service: 'parley',
        method: 'GET',
        target: '/_parley/accounts',
      })
      if (answer.status !== 200) return reportFailure(answer)
      for (const { accountId } of answer.body['accounts'] as { accountId: string }[]) {
        process.stdout.write(`${accountId}\n`)
      }
      return 0
    }
    throw new UsageError('usage: account create ID, account list')
  })
