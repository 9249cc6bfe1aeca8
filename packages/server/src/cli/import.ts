import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { readZip, writeZip } from '../kernel/archive.ts'
import {
  type Client,
  createClient,
  guarded,
  parseFlags,
  reportFailure,
  UsageError,
} from './client.ts'
import { describeExport, type ExportFile, typeOf } from './export-file.ts'

/**
 * `parley import FILE` loads an export of a bot, an intent or a slot type, builds the bot, and says what it found. It
 * takes the archive of GetExport, or the JSON in it.
 */
export const importFile = (args: readonly string[]) =>
  guarded(async () => {
    const { values, positionals } = parseFlags(args, { overwrite: { type: 'boolean' } })
    const [path, ...more] = positionals
    if (path === undefined || more.length > 0) {
      throw new UsageError('usage: import FILE [--overwrite]')
    }
    const { payload, file } = await openFile(path)
    const client = createClient(values)
    const mergeStrategy = values.overwrite ? 'OVERWRITE_LATEST' : 'FAIL_ON_CONFLICT'
    const started = await client.call({
      service: 'lex',
      method: 'POST',
      target: '/imports',
      body: { payload, resourceType: typeOf(file), mergeStrategy },
    })
    if (started.status !== 201) return reportFailure(started)
    process.stdout.write(`${describeExport(file)}\n`)
    const reasons = await ended(client, String(started.body['importId']))
    if (reasons.length > 0) {
      process.stderr.write(`the import failed:\n${reasons.map(one => `  ${one}\n`).join('')}`)
      if (!values.overwrite && reasons.some(one => one.endsWith(' already exists.'))) {
        process.stderr.write('to replace what is there: --overwrite\n')
      }
      return 1
    }
    process.stdout.write('imported\n')
    return typeOf(file) === 'BOT' ? build(client, file.resource.name) : 0
  })

/** Larger files than StartImport takes are refused by the server; this bounds what is read here. */
const LIMITS = { entries: 32, totalBytes: 64 * 1024 * 1024, ratio: 1_000 } as const

async function openFile(path: string): Promise<{ payload: string; file: ExportFile }> {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    throw new UsageError(`cannot read ${path}`, { cause })
  }
  if (bytes[0] === OPENING_BRACE) {
    const archive = await writeZip([{ name: basename(path), bytes }])
    return { payload: Buffer.from(archive).toString('base64'), file: parsed(bytes, path) }
  }
  const read = await readZip(bytes, LIMITS)
  if (!read.ok) throw new UsageError(`${path} is no archive of an export: ${read.error}`)
  const entry = read.value.find(
    ({ name }) => name.endsWith('.json') && !name.startsWith('__MACOSX/'),
  )
  if (!entry) throw new UsageError(`${path} holds no JSON file`)
  return { payload: Buffer.from(bytes).toString('base64'), file: parsed(entry.bytes, path) }
}

const OPENING_BRACE = 0x7b

function parsed(bytes: Uint8Array, path: string): ExportFile {
  try {
    const file = JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<ExportFile>
    if (typeof file.resource?.name === 'string') return { resource: file.resource }
  } catch (cause) {
    throw new UsageError(`${path} holds no JSON`, { cause })
  }
  throw new UsageError(`${path} holds no resource with a name`)
}

const POLL_MS = 200

/** Waits for the end of an import: no reasons when it is complete. */
async function ended(client: Client, importId: string): Promise<readonly string[]> {
  for (;;) {
    const { status, body } = await client.call({
      service: 'lex',
      method: 'GET',
      target: `/imports/${importId}`,
    })
    if (status !== 200) return [String(body['message'] ?? body['Message'] ?? `status ${status}`)]
    if (body['importStatus'] === 'COMPLETE') return []
    if (body['importStatus'] === 'FAILED') return body['failureReason'] as string[]
    await wait(POLL_MS)
  }
}

/** Builds the imported bot, which is put again as it is. */
async function build(client: Client, name: string): Promise<number> {
  const target = `/bots/${encodeURIComponent(name)}/versions/$LATEST`
  const found = await client.call({ service: 'lex', method: 'GET', target })
  if (found.status !== 200) return reportFailure(found)
  const body = { ...found.body, processBehavior: 'BUILD' }
  const put = await client.call({ service: 'lex', method: 'PUT', target, body })
  if (put.status !== 200) return reportFailure(put)
  for (let bot = put.body; ; ) {
    const { status, failureReason } = bot
    if (status === 'READY') {
      process.stdout.write(
        `built: npx parley chat --bot ${name} --alias '$LATEST' talks to it; CreateBotVersion and PutBotAlias publish it\n`,
      )
      return 0
    }
    if (status === 'FAILED') {
      process.stderr.write(`the bot could not be built: ${failureReason}\n`)
      return 1
    }
    await wait(POLL_MS)
    const polled = await client.call({ service: 'lex', method: 'GET', target })
    if (polled.status !== 200) return reportFailure(polled)
    bot = polled.body
  }
}
