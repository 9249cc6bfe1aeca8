import {
  type Answer,
  type Client,
  createClient,
  guarded,
  parseFlags,
  reportFailure,
  UsageError,
} from './client.ts'
import { ACCOUNTS, FLAGS, type Flags, type Request, usage, VERBS } from './collector-verbs.ts'

/** `parley collector …`: accounts, connectors, archive and restore by the signed public API. */
export const collector = (args: readonly string[]) =>
  guarded(async () => {
    if (args.includes('--help')) {
      process.stdout.write(`${usage()}\n`)
      return 0
    }
    const { values, positionals } = parseFlags(args, FLAGS)
    const flags: Flags = values
    const verb = VERBS.find(({ words }) => words.every((word, at) => positionals[at] === word))
    const rest = positionals.slice(verb?.words.length ?? 0)
    if (!verb || rest.length !== (verb.argument === undefined ? 0 : 1))
      throw new UsageError(usage())
    const request = verb.request(flags, rest[0] ?? '')
    const answer = await send(createClient(values), request, flags)
    if (answer.status >= 300) return refusal(answer)
    print(answer.body)
    return 0
  })

function send(client: Client, { method, path, query = {}, body }: Request, flags: Flags) {
  const isAboutAccounts = path.startsWith(ACCOUNTS)
  const all = { ...query, accountId: isAboutAccounts ? undefined : flags.account }
  const text = Object.entries(all)
    .flatMap(([name, value]) =>
      value === undefined ? [] : `${name}=${encodeURIComponent(String(value))}`,
    )
    .join('&')
  const target = text === '' ? path : `${path}?${text}`
  return client.call({ service: 'collector', method, target, ...(body && { body }) })
}

/** A check that failed is told with what would help; policies and templates are told as they are. */
function refusal(answer: Answer): number {
  const { fix } = answer.body
  const code = reportFailure(answer)
  if (typeof fix === 'string') process.stderr.write(`what helps: ${fix}\n`)
  return code
}

function print(body: Record<string, unknown>): void {
  const { rolePolicy, trustPolicy } = body
  if (typeof rolePolicy === 'string' && typeof trustPolicy === 'string') {
    process.stdout.write(`${rolePolicy}\n\n${trustPolicy}\n`)
  } else process.stdout.write(`${JSON.stringify(body, null, 2)}\n`)
}
