import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { LIMITS } from '../limits.ts'
import { type Key, type Row, type Snapshot, StoreDamaged } from '../store.ts'
import { checksum } from './checksum.ts'
import { connect } from './connection.ts'

/**
 * A connection of its own that stays at one commit. Meanwhile the log cannot be begun anew, and grows by what is
 * written until the snapshot is closed.
 */
export function openSnapshot(file: string): Snapshot {
  const db = connect(file)
  db.exec('PRAGMA query_only = ON; BEGIN')
  // The first read decides which commit it is.
  const position = numberIn(db, 'position')
  return {
    position,
    rows: () => rowsOf(db),
    async close() {
      if (db.isOpen) db.close()
    },
  }
}

async function* rowsOf(db: DatabaseSync): AsyncGenerator<readonly Row[]> {
  yield [{ type: 'fencing', next: numberIn(db, 'fencing') }]
  for (const { sql, rowOf } of TABLES) {
    const statement = db.prepare(sql)
    let after = 0
    for (;;) {
      const page: Row[] = []
      let characters = 0
      for (const found of statement.iterate(after, LIMITS.snapshotRows)) {
        const row = rowOf(found)
        page.push(row)
        after = Number(found['id'])
        characters += 'text' in row ? row.text.length : 0
        if (characters > LIMITS.snapshotCharacters) break
      }
      if (page.length === 0) break
      yield page
      // Others have their turn.
      await new Promise(resolve => setImmediate(resolve))
    }
  }
  yield* countersOf(db)
}

type Found = Record<string, SQLOutputValue>

const TABLES: readonly { readonly sql: string; readonly rowOf: (row: Found) => Row }[] = [
  {
    sql: 'SELECT id, key AS name, revision AS number, value, sum FROM document WHERE id > ? ORDER BY id LIMIT ?',
    rowOf: row => {
      const { name, number, text } = verified(row)
      return { type: 'document', key: name as Key, revision: number, text }
    },
  },
  {
    sql: 'SELECT id, name, next FROM log WHERE id > ? ORDER BY id LIMIT ?',
    rowOf: row => ({ type: 'log', name: textOf(row['name']), next: Number(row['next']) }),
  },
  {
    sql: `SELECT entry.id, log.name, position AS number, value, sum FROM entry
      JOIN log ON log.id = entry.log WHERE entry.id > ? ORDER BY entry.id LIMIT ?`,
    rowOf: row => {
      const { name, number, text } = verified(row)
      return { type: 'entry', log: name, position: number, text }
    },
  },
]

async function* countersOf(db: DatabaseSync): AsyncGenerator<readonly Row[]> {
  const statement = db.prepare('SELECT key, value FROM counter WHERE key > ? ORDER BY key LIMIT ?')
  for (let after: Uint8Array = new Uint8Array(); ; ) {
    const found = statement.all(after, LIMITS.snapshotRows)
    const last = found.at(-1)
    if (!last) return
    after = last['key'] as Uint8Array
    yield found.map(row => ({
      type: 'counter',
      key: textOf(row['key']) as Key,
      value: Number(row['value']),
    }))
  }
}

function verified(row: Found) {
  const number = Number(row['number'])
  const text = String(row['value'])
  const name = row['name'] as Uint8Array
  if (row['sum'] !== checksum(name, number, text)) {
    throw new StoreDamaged(`row ${number} of ${JSON.stringify(textOf(name))} is not as written`)
  }
  return { name: textOf(name), number, text }
}

// A STRICT column of blobs.
const textOf = (value: unknown) => Buffer.from(value as Uint8Array).toString('utf8')

const numberIn = (db: DatabaseSync, name: string) =>
  Number(db.prepare('SELECT value FROM number WHERE name = ?').get(name)?.['value'])
