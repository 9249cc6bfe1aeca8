/**
 * `npm run bench:s3`: objects of 1 KB and 10 MB in and out, beside writing and syncing the same bytes to files,
 * and the memory of the server while 1 GiB comes in by parts.
 */
import { randomBytes } from 'node:crypto'
import { open, readFile, rm } from 'node:fs/promises'
import { Agent, request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { signHeaders } from '../packages/server/src/wire/sigv4/sign.ts'
import { residentMb } from './harness/load.ts'
import { reporter } from './harness/report.ts'
import { forget, startParley, temporary } from './harness/servers.ts'

const report = reporter('s3')
const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const CASES = [
  { name: '1KB', bytes: 1_024, connections: 32, seconds: 5 },
  { name: '10MB', bytes: 10_000_000, connections: 4, seconds: 8 },
] as const
const PART_BYTES = 8 * 1024 ** 2

// A second start: what the first one trains is none of S3's memory.
const first = await startParley()
await first.stop()
const parley = await startParley([], first.data)
try {
  await send('PUT', '/bench', new Uint8Array())
  for (const measured of CASES) await measure(measured)
  await uploadGigabyte()
} finally {
  await parley.stop()
  forget(parley.data)
  agent.destroy()
}

async function measure({ name, bytes, connections, seconds }: (typeof CASES)[number]) {
  const body = randomBytes(bytes)
  const files = await filesPerSecond(body, connections, seconds)
  const put = await perSecond(connections, seconds, async (client, turn) => {
    await send('PUT', `/bench/${name}/${client}-${turn % 16}`, body)
  })
  const get = await perSecond(connections, seconds, async client => {
    await send('GET', `/bench/${name}/${client}-0`, new Uint8Array())
  })
  const inMegabytes = (rate: number) => (rate * bytes) / 1e6
  report(`files ${name}`, 'write and sync', {
    requestsPerSecond: files.written,
    megabytesPerSecond: inMegabytes(files.written),
  })
  report(`files ${name}`, 'read', { megabytesPerSecond: inMegabytes(files.read) })
  report(`PutObject ${name}`, 'parley', {
    requestsPerSecond: put,
    megabytesPerSecond: inMegabytes(put),
    ratioToFileSync: put / files.written,
  })
  report(`GetObject ${name}`, 'parley', {
    requestsPerSecond: get,
    megabytesPerSecond: inMegabytes(get),
    ratioToFileSync: get / files.written,
  })
}

/** The most memory that the server had while parts of a gigabyte came in. */
async function uploadGigabyte() {
  const started = await send('POST', '/bench/gigabyte?uploads', new Uint8Array())
  const uploadId = /<UploadId>([^<]+)</.exec(started)?.[1] ?? ''
  const part = randomBytes(PART_BYTES)
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, residentMb(parley.pid))
  }, 50)
  const numbers = Array.from({ length: 1024 ** 3 / PART_BYTES }, (_, index) => index + 1)
  const from = performance.now()
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) {
        await send('PUT', `/bench/gigabyte?partNumber=${number}&uploadId=${uploadId}`, part)
      }
    }),
  )
  const seconds = (performance.now() - from) / 1000
  clearInterval(watch)
  report('upload of 1 GiB', 'parley', { megabytesPerSecond: 1074 / seconds, peakRssMb: peak })
}

async function perSecond(
  connections: number,
  seconds: number,
  act: (client: number, turn: number) => Promise<void>,
): Promise<number> {
  const end = performance.now() + seconds * 1000
  const from = performance.now()
  let done = 0
  await Promise.all(
    Array.from({ length: connections }, async (_, client) => {
      for (let turn = 0; performance.now() < end; turn++) {
        await act(client, turn)
        done++
      }
    }),
  )
  return (done * 1000) / (performance.now() - from)
}

/** The same bytes to files: written and synced, and read. */
async function filesPerSecond(body: Uint8Array, connections: number, seconds: number) {
  const folder = temporary()
  const fileOf = (client: number, turn: number) => join(folder, `${client}-${turn % 16}`)
  const written = await perSecond(connections, seconds, async (client, turn) => {
    const handle = await open(fileOf(client, turn), 'w')
    await handle.writeFile(body)
    await handle.sync()
    await handle.close()
  })
  const read = await perSecond(connections, seconds, async client => {
    await readFile(fileOf(client, 0))
  })
  await rm(folder, { recursive: true })
  return { written, read }
}

function crcOf(body: Uint8Array): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(body))
  return bytes.toString('base64')
}

/** One signed request with the hash and the checksum of its body, as SDKs send it. @throws when it does not succeed */
function send(method: string, target: string, body: Uint8Array): Promise<string> {
  const url = new URL(target, parley.url)
  const headers: [string, string][] = [['host', url.host]]
  if (method === 'PUT' && body.length > 0) headers.push(['x-amz-checksum-crc32', crcOf(body)])
  const head = { method, rawPath: url.pathname, rawQuery: url.search.slice(1), headers, body }
  const time = Date.now()
  const signed = signHeaders(head, parley.credentials, { region: 'us-east-1', service: 's3', time })
  const all = { ...Object.fromEntries([...headers, ...signed]), 'content-length': body.length }
  return new Promise((done, failed) => {
    const sent = httpRequest(url, { method, headers: all, agent }, response => {
      let text = ''
      const isText = response.headers['content-type'] === 'application/xml'
      response.on('data', (chunk: Buffer) => {
        if (isText) text += chunk.toString()
      })
      response.on('end', () => {
        if (response.statusCode === 200) done(text)
        else failed(new Error(`${method} ${target}: ${response.statusCode} ${text}`))
      })
    })
    sent.on('error', failed)
    sent.end(body)
  })
}
