import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Cluster } from './postgres.ts'

/** Flags of servers that share a new database, and a data directory for the rest. */
export interface SharedHome {
  readonly flags: readonly string[]
  readonly data: string
  readonly url: string
  remove(): Promise<void>
}

export async function sharedHome(cluster: Pick<Cluster, 'createDatabase'>): Promise<SharedHome> {
  const { url, drop } = await cluster.createDatabase()
  const data = mkdtempSync(join(tmpdir(), 'parley-shared-'))
  const rootKey = join(data, 'root-key')
  writeFileSync(rootKey, 'a5'.repeat(32), { mode: 0o600 })
  return {
    url,
    data,
    flags: ['--database', url, '--root-key-file', rootKey],
    async remove() {
      await drop()
      rmSync(data, { recursive: true, force: true })
    },
  }
}
