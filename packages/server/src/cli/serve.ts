import { resolve } from 'node:path'
import { startServer } from '../app.ts'
import { FLAGS, readConfig } from '../config.ts'
import { boundHeap } from './heap.ts'
import type { Ready, Team } from './supervise.ts'

/** `parley serve`: runs until it is told to stop. One line on stdout when ready (design §8). */
export async function serve(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(usage())
    return 0
  }
  const config = readConfig(args, process.env)
  if (!config.ok) {
    process.stderr.write(`parley: ${config.error}\n`)
    return 2
  }
  const { workers } = config.value
  const together = workers > 1 ? await import('./workers.ts') : undefined
  if (together && !together.isWorker()) return serveTogether(together.startWorkers(workers))
  boundHeap()
  const server = await startServer(config.value).catch(sayWhy)
  if (!server) {
    together?.leave()
    return 1
  }
  const { url, account, region, credentialsFile, rootCredentials } = server
  const shown = credentialsFile && resolve(credentialsFile)
  if (shown && together) {
    together.tellReady({ url, account, region, credentialsFile: shown })
    await Promise.race([stopSignal(), together.orphaned()])
    await server.close()
    process.exit(0)
  }
  process.stdout.write(readyLine({ url, account, region }))
  if (shown) process.stdout.write(firstCommands({ url, region, file: shown }))
  else {
    const { accessKeyId, secretAccessKey } = rootCredentials
    process.stdout.write(
      `root credentials: AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}\n`,
    )
  }
  await stopSignal()
  await server.close()
  return 0
}

/** Processes that share the port; this one only looks after them. */
async function serveTogether(starting: Promise<Team>): Promise<number> {
  const team = await starting.catch(sayWhy)
  if (!team) return 1
  const { url, region, credentialsFile } = team.ready
  process.stdout.write(readyLine(team.ready))
  process.stdout.write(firstCommands({ url, region, file: credentialsFile }))
  await stopSignal()
  await team.stop()
  return 0
}

const readyLine = ({ url, account, region }: Pick<Ready, 'url' | 'account' | 'region'>) =>
  `parley ready on ${url} (account ${account}, ${region}, enforcement on)\n`

/** A port in use, a directory that another server has: a sentence, not a stack. */
function sayWhy(error: unknown): undefined {
  process.stderr.write(`parley: ${error instanceof Error ? error.message : String(error)}\n`)
}

/** Both commands run as they stand when pasted into a new shell. */
function firstCommands({
  url,
  region,
  file,
}: {
  readonly url: string
  readonly region: string
  readonly file: string
}): string {
  const here = quoted(process.cwd())
  const chat = `cd ${here} && npx parley chat --bot OrderFlowers --alias prod --endpoint ${url} --credentials-file ${quoted(file)}`
  const call =
    'lex-runtime post-text --bot-name OrderFlowers --bot-alias prod --user-id me --input-text "I would like to order flowers"'
  const aws = `AWS_SHARED_CREDENTIALS_FILE=${quoted(file)} aws --endpoint-url ${url} --region ${region} ${call}`
  return `${chat}\n${aws}\n`
}

const quoted = (text: string) =>
  /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

/** Ends on the usual signals; npm and `scripts/run.mjs` pass theirs on. */
function stopSignal(): Promise<void> {
  return new Promise(done => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => done())
  })
}

function usage(): string {
  const width = Math.max(...Object.keys(FLAGS).map(name => name.length)) + 2
  const lines = Object.entries(FLAGS).map(([name, { default: value, help }]) => {
    const shown = value === undefined || value === false ? '' : ` (${String(value)})`
    return `  --${name.padEnd(width)}${help}${shown}`
  })
  return `usage: parley serve [flags]\n\n${lines.join('\n')}\n\nEach flag has a PARLEY_ variable: PARLEY_LOG_LEVEL for --log-level.\n`
}
