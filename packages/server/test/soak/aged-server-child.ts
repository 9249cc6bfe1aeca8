import { readdirSync, statSync } from 'node:fs'
import { startServer } from '../../src/app.ts'
import { boundHeap } from '../../src/cli/heap.ts'
import { readConfig } from '../../src/config.ts'
import { createLogger } from '../../src/kernel/log.ts'
import { keyParts } from '../../src/store/key.ts'
import type { Row, Store } from '../../src/store/store.ts'
import { filesOf } from '../files-of.ts'
import { shiftingClock } from '../shifting-clock.ts'
import type { Asked, Figures, Told } from './aged-server.ts'

/** The process of `aged-server.ts`: a server as `parley serve` starts it, but for its clock. */
const [data = ''] = process.argv.slice(2)
const config = readConfig(['--port', '0', '--data', data], process.env)
if (!config.ok) throw new Error(config.error)
boundHeap()
const clock = shiftingClock()
let store: Store | undefined
const server = await startServer(config.value, {
  clock,
  log: createLogger('warn'),
  around(opened) {
    store = opened.store
    return opened
  },
})

process.on('message', async (asked: Asked) => {
  if (asked === 'stop') {
    await server.close()
    process.exit(0)
  }
  if (asked === 'figures') return tell(await figures())
  clock.shift(asked.shift)
  tell('shifted')
})
process.once('disconnect', () => process.exit(1))
tell({ url: server.url, account: server.account, credentials: server.rootCredentials })

function tell(told: Told): void {
  process.send?.(told)
}

async function figures(): Promise<Figures> {
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  return {
    rssMb: rss / 2 ** 20,
    heapMb: heapUsed / 2 ** 20,
    handles: process.getActiveResourcesInfo().length,
    files: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
    stored: await stored(),
    disk: bytesUnder(data),
  }
}

async function stored(): Promise<Record<string, number>> {
  const counts = new Map<string, number>()
  const snapshot = await store?.snapshot?.()
  if (!snapshot) throw new Error('this store has no snapshots')
  for await (const page of snapshot.rows()) {
    for (const kind of page.map(kindOf)) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  await snapshot.close()
  return Object.fromEntries([...counts].toSorted())
}

function kindOf(row: Row): string {
  if (row.type === 'document' || row.type === 'counter')
    return `${row.type} ${keyParts(row.key)[0]}`
  return row.type
}

function bytesUnder(directory: string): number {
  return filesOf(directory).reduce((sum, file) => sum + sizeOf(file), 0)
}

/** Nothing of a file that went away meanwhile. */
const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0
