/**
 * `npm run bench:s3`: objects of 1 KB and 10 MB in and out, beside writing and syncing the same bytes to files
 * and beside another S3 server (`s3/peer.ts`), and the memory of the server while 1 GiB comes in by parts.
 */
import { randomBytes } from 'node:crypto'
import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { residentMb } from './harness/load.ts'
import { reporter } from './harness/report.ts'
import { forget, startParley, temporary } from './harness/servers.ts'
import { startPeer } from './s3/peer.ts'
import { type Send, type Subject, sender } from './s3/subject.ts'

const report = reporter('s3')
const CASES = [
  { name: '1KB', bytes: 1_024, connections: 32, seconds: 5 },
  { name: '10MB', bytes: 10_000_000, connections: 4, seconds: 8 },
] as const
const PART_BYTES = 8 * 1024 ** 2

interface Rates {
  readonly put: number
  readonly get: number
}

const parley = await startSubject()
const peer = await startPeer()
try {
  for (const measured of CASES) await compare(measured)
  await uploadGigabyte(parley)
} finally {
  await parley.stop()
  await peer?.stop()
}

/** A second start: what the first one trains is none of S3's memory. */
async function startSubject(): Promise<Subject> {
  const first = await startParley()
  await first.stop()
  const running = await startParley([], first.data)
  return {
    ...running,
    name: 'parley',
    async stop() {
      await running.stop()
      forget(running.data)
    },
  }
}

async function compare(measured: (typeof CASES)[number]): Promise<void> {
  const body = randomBytes(measured.bytes)
  const files = await filesPerSecond(body, measured.connections, measured.seconds)
  const inMegabytes = (rate: number) => (rate * measured.bytes) / 1e6
  report(`files ${measured.name}`, 'write and sync', {
    requestsPerSecond: files.written,
    megabytesPerSecond: inMegabytes(files.written),
  })
  report(`files ${measured.name}`, 'read', { megabytesPerSecond: inMegabytes(files.read) })
  const theirs = peer && (await ratesOf(peer, body, measured))
  const ours = await ratesOf(parley, body, measured)
  for (const [name, operation] of [
    ['PutObject', 'put'],
    ['GetObject', 'get'],
  ] as const) {
    const rate = ours[operation]
    report(`${name} ${measured.name}`, 'parley', {
      requestsPerSecond: rate,
      megabytesPerSecond: inMegabytes(rate),
      ratioToFileSync: rate / files.written,
      ...(theirs && { ratioToPeer: rate / theirs[operation] }),
    })
    if (!peer || !theirs) continue
    report(`${name} ${measured.name}`, peer.name, {
      requestsPerSecond: theirs[operation],
      megabytesPerSecond: inMegabytes(theirs[operation]),
    })
  }
}

async function ratesOf(
  subject: Subject,
  body: Uint8Array,
  { name, connections, seconds }: (typeof CASES)[number],
): Promise<Rates> {
  const send = sender(subject)
  await send('PUT', `/bench-${name.toLowerCase()}`)
  const keyOf = (client: number, turn: number) =>
    `/bench-${name.toLowerCase()}/${client}-${turn % 16}`
  const put = await perSecond(connections, seconds, async (client, turn) => {
    await send('PUT', keyOf(client, turn), body)
  })
  const get = await perSecond(connections, seconds, async client => {
    await send('GET', keyOf(client, 0))
  })
  send.close()
  return { put, get }
}

/** The most memory that the server had while parts of a gigabyte came in. */
async function uploadGigabyte(subject: Subject): Promise<void> {
  const send = sender(subject)
  await send('PUT', '/bench-gigabyte')
  const started = await send('POST', '/bench-gigabyte/object?uploads')
  const uploadId = /<UploadId>([^<]+)</.exec(started)?.[1] ?? ''
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, residentMb(subject.pid))
  }, 50)
  const seconds = await uploadParts(send, uploadId)
  clearInterval(watch)
  send.close()
  report('upload of 1 GiB', 'parley', { megabytesPerSecond: 1074 / seconds, peakRssMb: peak })
}

async function uploadParts(send: Send, uploadId: string): Promise<number> {
  const part = randomBytes(PART_BYTES)
  const numbers = Array.from({ length: 1024 ** 3 / PART_BYTES }, (_, index) => index + 1)
  const from = performance.now()
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) {
        const query = `partNumber=${number}&uploadId=${uploadId}`
        await send('PUT', `/bench-gigabyte/object?${query}`, part)
      }
    }),
  )
  return (performance.now() - from) / 1000
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
