import { createJobRunner, scheduleJob } from '../jobs/runner.ts'
import { type FakeClock, fakeClock } from '../kernel/clock.ts'
import { silentLogger } from '../kernel/log.ts'
import { seededRandom } from '../kernel/random.ts'
import { createSeal } from '../kernel/seal.ts'
import { within } from '../store/key.ts'
import { memoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { createArrivals } from './arrivals.ts'
import { collectHandler } from './collect.ts'
import { openLines } from './formats/lines.ts'
import { createGate } from './ingest/gate.ts'
import type { Spool } from './ingest/ingest-object.ts'
import { collectJob } from './job-kinds.ts'
import { type MemoryBucket, memoryBucket } from './memory-bucket.testing.ts'
import { type MemoryLines, memoryLines } from './memory-lines.testing.ts'
import {
  accountKey,
  type CollectorAccount,
  type Connector,
  type ConnectorState,
  connectorKey,
  newState,
  type ObjectRecord,
  putRecord,
  recordOf,
  stateKey,
} from './records.ts'
import type { LineStore } from './search/search.ts'

export const NOON = Date.UTC(2026, 10, 20, 12)

/** One connector of one account over a bucket in memory, with time in the test's hand. */
export interface CollectRoom extends AsyncDisposable {
  readonly store: Store
  readonly clock: FakeClock
  readonly bucket: MemoryBucket
  readonly lines: MemoryLines
  readonly connector: Connector
  /** Runs what is due now. */
  settled(): Promise<void>
  /** Lets time pass, and what comes due then happen. */
  pass(ms: number): Promise<void>
  state(): Promise<ConnectorState>
  rows(state: ObjectRecord['state']): Promise<ObjectRecord[]>
  raw(): string[]
  wake(): Promise<void>
  /** The process dies and another begins. */
  restart(): Promise<void>
}

export async function collectRoom(
  more: Partial<Connector> = {},
  { spoolOf }: { readonly spoolOf?: (accountId: string) => Promise<Spool | undefined> } = {},
): Promise<CollectRoom> {
  const clock = fakeClock(NOON)
  const store = memoryStore({ clock })
  const random = seededRandom('collect')
  const bucket = memoryBucket(clock)
  const lines = memoryLines()
  const connector = newConnector(more)
  const account = newAccount(connector)
  await store.commit([
    putRecord(accountKey(account.owner, account.id), account),
    putRecord(connectorKey(account.id, connector.id), connector),
    putRecord(stateKey(connector.id), newState(NOON)),
    collectJob(connector, NOON),
  ])
  const begin = () => {
    const arrivals = createArrivals({ store, clock, log: silentLogger })
    arrivals.start()
    const parts = {
      store,
      clock,
      random,
      log: silentLogger,
      seal: createSeal(random.bytes(32), random),
      doors: bucket.doors,
      openLines,
      // Collecting never searches.
      lines: lines as unknown as LineStore,
      settings: { product: 'parley', openRoles: 'refuse' as const },
    }
    const spool = spoolOf ?? (async () => undefined)
    const handler = collectHandler({ parts, arrivals, gate: createGate(16), spoolOf: spool })
    const handlers = new Map([['collector', handler]])
    const runner = createJobRunner({ store, clock, random, log: silentLogger, handlers })
    runner.start()
    return { runner, arrivals }
  }
  let running = begin()
  const end = async () => {
    running.arrivals.stop()
    await running.runner.stop()
  }
  return {
    store,
    clock,
    bucket,
    lines,
    connector,
    settled: () => running.runner.settled(),
    async pass(ms) {
      await clock.advance(ms)
      await running.runner.settled()
    },
    async state() {
      return recordOf<ConnectorState>(await store.get(stateKey(connector.id))) ?? newState(0)
    },
    async rows(state) {
      const { documents } = await store.range(...within('collector.object', connector.id, state))
      return documents.flatMap(document => recordOf<ObjectRecord>(document) ?? [])
    },
    raw: () => lines.rawOf(account.id).toSorted(),
    async wake() {
      const { id, accountId, owner } = connector
      const payload = { accountId, owner }
      await store.commit([scheduleJob({ kind: 'collector', id, runAt: clock.now(), payload })])
      await running.runner.settled()
    },
    async restart() {
      await end()
      running = begin()
    },
    [Symbol.asyncDispose]: end,
  }
}

export function newConnector(more: Partial<Connector>): Connector {
  return {
    id: '7',
    accountId: '42',
    owner: '123456789012',
    name: 'logs',
    bucket: 'customer-logs',
    prefix: '',
    region: 'us-east-1',
    endpoint: '',
    credentials: { kind: 'role', arn: 'arn:aws:iam::222222222222:role/collected' },
    logsType: 'text',
    active: true,
    addS3ObjectKeyAsLogField: false,
    startMode: 'everything',
    startAt: 0,
    discovery: 'ordered',
    pollSeconds: 30,
    maxObjectBytes: 1_000_000,
    createdAt: NOON,
    ...more,
  }
}

export const newAccount = ({ accountId, owner, id }: Connector): CollectorAccount => ({
  id: accountId,
  owner,
  name: 'logs',
  externalId: 'parley:aws:extid:abcdefghijklmnopqrst',
  type: 'log',
  retentionDays: 30,
  dailyQuotaBytes: 1e9,
  reservedBytes: 1e9,
  createdAt: NOON,
  connectors: [id],
  archives: [],
  tokens: [],
})
