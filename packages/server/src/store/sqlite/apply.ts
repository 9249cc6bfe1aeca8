import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { never } from '../../kernel/errors.ts'
import { type Before, checkConditions } from '../check.ts'
import type { PreparedWrite } from '../prepare.ts'
import type { Sealing } from '../sealing.ts'
import { checksum } from './checksum.ts'
import type { Outcome, Task } from './task.ts'

/** Carries out tasks, many in one transaction, and tells of each what became of it. */
export interface Applier {
  apply(tasks: readonly Task[]): Outcome[]
}

/** Conditions are checked before the first write of their commit, so a loser leaves nothing behind. */
export function createApplier(db: DatabaseSync, sealing: Sealing): Applier {
  const file = { db, statements: prepareAll(db), sealing }
  const apply = (tasks: readonly Task[]): Outcome[] => {
    try {
      return transaction(file, tasks)
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK')
      // The one that cannot be written must not fail its neighbours.
      if (tasks.length > 1) return tasks.flatMap(task => apply([task]))
      return [{ type: 'failed', message: error instanceof Error ? error.message : String(error) }]
    }
  }
  return { apply }
}

interface File {
  readonly db: DatabaseSync
  readonly statements: Statements
  readonly sealing: Sealing
}

function transaction(file: File, tasks: readonly Task[]): Outcome[] {
  const { db, statements } = file
  statements.begin.run()
  let position = readNumber(statements, 'position')
  const outcomes = tasks.map(task => {
    const outcome = applyTask(file, task, position + 1)
    if (outcome.type === 'committed') position = outcome.revision
    return outcome
  })
  if (outcomes.every(({ type }) => type === 'conflict')) {
    db.exec('ROLLBACK')
    return outcomes
  }
  statements.writeNumber.run(position, 'position')
  statements.commit.run()
  return outcomes
}

function applyTask(file: File, task: Task, revision: number): Outcome {
  const { statements } = file
  switch (task.type) {
    case 'commit':
      return commit(file, task.writes, revision)
    case 'trim':
      statements.trim.run(bytesOf(task.log), task.position)
      return { type: 'trimmed' }
    case 'reserve': {
      const first = readNumber(statements, 'fencing')
      statements.writeNumber.run(first + task.count, 'fencing')
      return { type: 'reserved', block: { first, end: first + task.count } }
    }
    default:
      return never(task)
  }
}

function commit(file: File, writes: readonly PreparedWrite[], revision: number): Outcome {
  const { statements, sealing } = file
  const before: Before = {
    // No document has a name that UTF-8 cannot hold; its bytes would be those of another.
    revision: key =>
      key.isWellFormed() ? numberOf(statements.revision.get(bytesOf(key))) : undefined,
    counter: key => numberOf(statements.counter.get(bytesOf(key))) ?? 0,
  }
  const checked = checkConditions(writes, before)
  if (!checked.ok) return { type: 'conflict', conflict: checked.error }
  for (const write of writes) {
    if (write.type === 'put') {
      const key = bytesOf(write.key)
      const text = sealing.seal(write.key, write.text)
      statements.put.run(key, revision, text, checksum(key, revision, text))
    }
    if (write.type === 'delete') statements.delete.run(bytesOf(write.key))
    if (write.type === 'append') append(file, write.log, write.texts)
  }
  for (const [key, sum] of checked.value) {
    if (sum === 0) statements.deleteCounter.run(bytesOf(key))
    else statements.putCounter.run(bytesOf(key), sum)
  }
  return { type: 'committed', revision, counters: checked.value }
}

/** The row of a log stays after its entries were trimmed, so that no position is used twice. */
function append({ statements, sealing }: File, log: string, texts: readonly string[]): void {
  const name = bytesOf(log)
  const row = statements.advanceLog.get(name, texts.length)
  const id = Number(row?.['id'])
  const first = Number(row?.['next']) - texts.length
  texts.forEach((clear, index) => {
    const position = first + index
    const text = sealing.seal(log, clear)
    statements.append.run(id, position, text, checksum(name, position, text))
  })
}

type Statements = ReturnType<typeof prepareAll>

function prepareAll(db: DatabaseSync) {
  return {
    begin: db.prepare('BEGIN IMMEDIATE'),
    commit: db.prepare('COMMIT'),
    revision: db.prepare('SELECT revision AS value FROM document WHERE key = ?'),
    put: db.prepare(
      `INSERT INTO document (key, revision, value, sum) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (key) DO UPDATE SET revision = ?2, value = ?3, sum = ?4`,
    ),
    delete: db.prepare('DELETE FROM document WHERE key = ?'),
    counter: db.prepare('SELECT value FROM counter WHERE key = ?'),
    putCounter: db.prepare('INSERT OR REPLACE INTO counter VALUES (?, ?)'),
    deleteCounter: db.prepare('DELETE FROM counter WHERE key = ?'),
    advanceLog: db.prepare(
      `INSERT INTO log (name, next) VALUES (?1, ?2)
       ON CONFLICT (name) DO UPDATE SET next = next + ?2 RETURNING id, next`,
    ),
    append: db.prepare('INSERT INTO entry (log, position, value, sum) VALUES (?, ?, ?, ?)'),
    trim: db.prepare(
      'DELETE FROM entry WHERE log = (SELECT id FROM log WHERE name = ?) AND position < ?',
    ),
    number: db.prepare('SELECT value FROM number WHERE name = ?'),
    writeNumber: db.prepare('UPDATE number SET value = ? WHERE name = ?'),
  } satisfies Record<string, StatementSync>
}

function readNumber({ number }: Statements, name: string): number {
  const value = numberOf(number.get(name))
  if (value === undefined) throw new Error(`the number ${name} is missing`)
  return value
}

const numberOf = (row: Record<string, unknown> | undefined) => row && Number(row['value'])
const bytesOf = (text: string) => Buffer.from(text, 'utf8')
