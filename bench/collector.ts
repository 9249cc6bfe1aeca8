/**
 * `npm run bench:collector`: a million lines of JSON logs, from gzip to searchable beside zlib alone on the same
 * bytes; searches over them; what they take on disk; the same in PostgreSQL, where its Debian package is installed. A part of
 * them in SQLite's FTS5 alone stands beside it. `--lines N` for fewer.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createGunzip, gzipSync } from 'node:zlib'
import pg from 'pg'
import { openLines } from '../packages/server/src/collector/formats/lines.ts'
import { openLineStore } from '../packages/server/src/collector/search/open-line-store.ts'
import { parseQuery } from '../packages/server/src/collector/search/query/parse-query.ts'
import type { LineStore } from '../packages/server/src/collector/search/search.ts'
import type { Place } from '../packages/server/src/collector/search/thread/calls.ts'
import { systemClock } from '../packages/server/src/kernel/clock.ts'
import { startCluster } from '../packages/server/test/postgres.ts'
import { measureFts } from './collector/fts.ts'
import { LINES_PER_OBJECT, logLine, requestIdOf } from './collector/lines.ts'
import { reporter } from './harness/report.ts'
import { forget, temporary } from './harness/servers.ts'

const report = reporter('collector')
const flag = process.argv.indexOf('--lines')
const LINES = flag < 0 ? 1_000_000 : Number(process.argv[flag + 1])
const END = Date.UTC(2026, 10, 25)
const WINDOW = { from: END - 86_400_000, to: END }
const HOUR_MS = 3_600_000
/** As a connector does by default. */
const OBJECTS_AT_ONCE = 4

const objects: Buffer[] = []
let rawBytes = 0
for (let first = 0; first < LINES; first += LINES_PER_OBJECT) {
  const count = Math.min(LINES_PER_OBJECT, LINES - first)
  const lines = Array.from({ length: count }, (_, n) => logLine(first + n, LINES, WINDOW))
  const text = `${lines.join('\n')}\n`
  rawBytes += Buffer.byteLength(text)
  objects.push(gzipSync(text))
}
const packedBytes = objects.reduce((sum, { length }) => sum + length, 0)

const zlibSeconds = await measureZlib()
report('on disk', 'gzip', { diskPerRawByte: packedBytes / rawBytes })
const folder = temporary()
try {
  await measure('parley', { kind: 'files', directory: folder }, async () => diskBytes(folder))
} finally {
  forget(folder)
}
const cluster = await startCluster({ durable: true }).catch(() => undefined)
if (cluster) {
  const { url } = await cluster.createDatabase()
  try {
    await measure('postgres', { kind: 'database', url }, () => tableBytes(url))
  } finally {
    await cluster.close()
  }
}
for (const { name, ...metrics } of measureFts(Math.min(LINES, 200_000), WINDOW)) {
  report('fts5 alone', name, metrics)
}

async function measure(subject: string, place: Place, size: () => Promise<number>) {
  const store = openLineStore({ place, clock: systemClock })
  try {
    await measureIngest(subject, store)
    report('on disk', subject, { diskPerRawByte: (await size()) / rawBytes })
    await measureQueries(subject, store)
  } finally {
    await store.close()
  }
}

async function measureZlib(): Promise<number> {
  const from = performance.now()
  let unpacked = 0
  for (const object of objects)
    for await (const chunk of gunzipped(object)) unpacked += chunk.length
  const seconds = (performance.now() - from) / 1000
  report('read and unpack', 'zlib', {
    megabytesPerSecond: unpacked / 1e6 / seconds,
    linesPerSecond: LINES / seconds,
  })
  return seconds
}

async function measureIngest(subject: string, store: LineStore) {
  const busy = process.cpuUsage()
  const began = performance.now()
  const lag = watchLag()
  const waiting = objects.entries()
  await Promise.all(
    Array.from({ length: OBJECTS_AT_ONCE }, async () => {
      for (const [number, object] of waiting) await ingest(store, object, number)
    }),
  )
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(busy)
  report('gzip to searchable', subject, {
    linesPerSecond: LINES / seconds,
    megabytesPerSecond: rawBytes / 1e6 / seconds,
    ratioToZlib: zlibSeconds / seconds,
    cpuMicrosecondsPerLine: (user + system) / LINES,
    loopDelayP99Ms: lag(),
  })
}

async function ingest(into: LineStore, object: Buffer, number: number) {
  const key = `k${number}`
  const source = {
    type: 'json',
    connector: 'c',
    object: `bucket/${number}`,
    receivedAt: END,
    defaultTime: END,
  }
  let previous: string | undefined
  for await (const { lines, checkpoint } of openLines(chunked(object), { format: 'json', key })) {
    const value = JSON.stringify(checkpoint)
    const firstLine = checkpoint.lines - lines.length
    await into.ingest('a', { lines, source, firstLine, checkpoint: { key, value, previous } })
    previous = value
  }
}

async function measureQueries(subject: string, store: LineStore) {
  const queryOf = (text: string) => {
    const parsed = parseQuery(text)
    if (!parsed.ok) throw new Error(parsed.error.message)
    return parsed.value
  }
  const search = (text: string, window = WINDOW) =>
    store.search('a', { ...window, query: queryOf(text) })
  const histogram = (text: string) =>
    store.histogram('a', { ...WINDOW, query: queryOf(text), bucketMs: HOUR_MS / 4 })
  const timed = (name: string, count: number, act: (turn: number) => Promise<unknown>) =>
    times({ name, subject }, count, act)
  const hour = (turn: number) => {
    const begins = WINDOW.from + (turn % 24) * HOUR_MS
    return { from: begins, to: begins + HOUR_MS }
  }
  await timed('newest 50', 100, () => search(''))
  await timed('rare term', 200, turn => search(requestIdOf((turn * 7_919) % LINES)))
  await timed('absent term', 200, turn => search(`absent${turn}`))
  await timed('two terms, one hour', 200, turn => search(`timeout svc${turn % 20}`, hour(turn)))
  await timed('field and range', 100, turn => search(`status:500 ms:>=${890 + (turn % 9)}`))
  await timed('histogram of all', 100, () => histogram(''))
  await timed('histogram of a field', 20, turn => histogram(`level:${['warn', 'error'][turn % 2]}`))
  await timed('histogram of a word', 20, () => histogram('timeout'))
  await timed('facets of three fields', 10, () =>
    store.facets('a', {
      ...WINDOW,
      query: { kind: 'all' },
      fields: ['level', 'service', 'status'],
    }),
  )
}

async function times(
  { name, subject }: { readonly name: string; readonly subject: string },
  count: number,
  act: (turn: number) => Promise<unknown>,
) {
  await act(0)
  const taken: number[] = []
  for (let turn = 0; turn < count; turn++) {
    const from = performance.now()
    await act(turn)
    taken.push(performance.now() - from)
  }
  taken.sort((a, b) => a - b)
  const at = (share: number) => taken[Math.min(count - 1, Math.floor(share * count))] ?? Number.NaN
  report(name, subject, { p50Ms: at(0.5), p99Ms: at(0.99) })
}

/** How late timers of the main thread fire; gives the 99th percentile. */
function watchLag() {
  const delays: number[] = []
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    delays.push(now - last - 5)
    last = now
  }, 5)
  return () => {
    clearInterval(timer)
    delays.sort((a, b) => a - b)
    return Math.max(0, delays[Math.floor(delays.length * 0.99)] ?? 0)
  }
}

async function* chunked(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

async function* gunzipped(bytes: Buffer): AsyncGenerator<Buffer> {
  const stream = createGunzip()
  stream.end(bytes)
  for await (const chunk of stream) yield chunk
}

async function tableBytes(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(
    `SELECT sum(pg_total_relation_size(oid)) AS size FROM pg_class
     WHERE relnamespace = 'parley'::regnamespace AND relkind = 'r' AND relname LIKE 'line_%'`,
  )
  await client.end()
  return Number(rows[0]?.size)
}

function diskBytes(path: string): number {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}
