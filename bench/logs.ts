/**
 * `npm run bench:logs`: PutLogEvents of 1,000 events beside appending the same bytes to a file and syncing it, in
 * the same run; into a group in clear, an encrypted one, and one with a metric filter; and reading them back.
 */
import { open, rm } from 'node:fs/promises'
import { Agent, request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { signHeaders } from '../packages/server/src/wire/sigv4/sign.ts'
import { reporter } from './harness/report.ts'
import { forget, startParley, temporary } from './harness/servers.ts'

const report = reporter('logs')
const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const EVENTS = 1_000
const SECONDS = 4
const CLIENTS = [1, 8] as const
const READ_BATCHES = 20
const REGION = 'us-east-1'
const LOGS = { service: 'logs', target: 'Logs_20140328' } as const
const KMS = { service: 'kms', target: 'TrentService' } as const

const message = (nth: number) =>
  JSON.stringify({
    level: nth % 50 === 0 ? 'ERROR' : 'INFO',
    ms: nth,
    path: '/flowers/roses',
    text: 'the basket was filled',
  })

const MESSAGES = Array.from({ length: EVENTS }, (_, nth) => message(nth))
const LINES = Buffer.from(MESSAGES.join('\n'))

const figures = (batches: number) => ({
  batchesPerSecond: batches,
  eventsPerSecond: batches * EVENTS,
})

const parley = await startParley()
try {
  const groups = {
    clear: await createGroup('clear', {}),
    encrypted: await createGroup('encrypted', { kmsKeyId: await createKey() }),
    measured: await createGroup('measured', {}),
  }
  await call(LOGS, 'PutMetricFilter', {
    logGroupName: groups.measured,
    filterName: 'errors',
    filterPattern: '{ $.level = "ERROR" }',
    metricTransformations: [{ metricName: 'errors', metricNamespace: 'bench', metricValue: '1' }],
  })
  for (const clients of CLIENTS) await measure(clients, Object.values(groups))
  await measureReading(await createGroup('read', {}))
} finally {
  await parley.stop()
  forget(parley.data)
  agent.destroy()
}

async function measure(clients: number, groups: readonly string[]): Promise<void> {
  const written = await filesPerSecond(clients)
  const name = `${clients} client${clients > 1 ? 's' : ''}`
  report(name, 'append and sync', figures(written))
  for (const logGroupName of groups) {
    const put = await perSecond(clients, async client => {
      const logStreamName = `stream-${client}`
      await call(LOGS, 'PutLogEvents', { logGroupName, logStreamName, logEvents: batch() })
    })
    report(`${name}, ${logGroupName}`, 'parley', {
      ...figures(put),
      ratioToFileSync: put / written,
    })
  }
}

async function measureReading(logGroupName: string): Promise<void> {
  const names = { logGroupName, logStreamName: 'stream-0' }
  for (let nth = 0; nth < READ_BATCHES; nth++) {
    await call(LOGS, 'PutLogEvents', { ...names, logEvents: batch() })
  }
  const read = await perSecond(1, async () => {
    await call(LOGS, 'GetLogEvents', { ...names, limit: EVENTS, startFromHead: true })
  })
  report('GetLogEvents', 'parley', figures(read))
  const filterPattern = '{ $.level = %^ERR% && $.ms > 100 }'
  const filtered = await perSecond(1, async () => {
    await call(LOGS, 'FilterLogEvents', { logGroupName, filterPattern, limit: 10 })
  })
  report('FilterLogEvents', 'parley', { requestsPerSecond: filtered })
}

function batch() {
  const timestamp = Date.now()
  return MESSAGES.map(text => ({ timestamp, message: text }))
}

/** The same bytes, appended to a file of each client's own. */
async function filesPerSecond(clients: number): Promise<number> {
  const folder = temporary()
  const files = await Promise.all(
    Array.from({ length: clients }, (_, client) => open(join(folder, String(client)), 'a')),
  )
  const rate = await perSecond(clients, async client => {
    await files[client]?.appendFile(LINES)
    await files[client]?.sync()
  })
  for (const file of files) await file.close()
  await rm(folder, { recursive: true })
  return rate
}

async function perSecond(clients: number, act: (client: number) => Promise<void>): Promise<number> {
  const from = performance.now()
  const end = from + SECONDS * 1000
  let done = 0
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (performance.now() < end) {
        await act(client)
        done++
      }
    }),
  )
  return (done * 1000) / (performance.now() - from)
}

async function createGroup(logGroupName: string, more: object): Promise<string> {
  await call(LOGS, 'CreateLogGroup', { logGroupName, ...more })
  for (let client = 0; client < Math.max(...CLIENTS); client++) {
    await call(LOGS, 'CreateLogStream', { logGroupName, logStreamName: `stream-${client}` })
  }
  return logGroupName
}

/** A key that CloudWatch Logs may use. */
async function createKey(): Promise<string> {
  const allow = (Principal: object) => ({
    ...{ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' },
  })
  const Statement = [
    allow({ AWS: 'arn:aws:iam::123456789012:root' }),
    allow({ Service: `logs.${REGION}.amazonaws.com` }),
  ]
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
  const { KeyMetadata } = JSON.parse(await call(KMS, 'CreateKey', { Policy }))
  return KeyMetadata.Arn
}

interface Api {
  readonly service: string
  readonly target: string
}

/** One signed request. @throws when it does not succeed */
function call({ service, target }: Api, operation: string, input: object): Promise<string> {
  const url = new URL('/', parley.url)
  const body = Buffer.from(JSON.stringify(input))
  const headers: [string, string][] = [
    ['host', url.host],
    ['content-type', 'application/x-amz-json-1.1'],
    ['x-amz-target', `${target}.${operation}`],
  ]
  const head = { method: 'POST', rawPath: '/', rawQuery: '', headers, body }
  const time = Date.now()
  const signed = signHeaders(head, parley.credentials, { region: REGION, service, time })
  const all = { ...Object.fromEntries([...headers, ...signed]), 'content-length': body.length }
  return new Promise((done, failed) => {
    const sent = httpRequest(url, { method: 'POST', headers: all, agent }, response => {
      let text = ''
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8')
      })
      response.on('end', () => {
        if (response.statusCode === 200) done(text)
        else failed(new Error(`${operation}: ${response.statusCode} ${text}`))
      })
    })
    sent.on('error', failed)
    sent.end(body)
  })
}
