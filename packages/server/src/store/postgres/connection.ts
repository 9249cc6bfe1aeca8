import pg from 'pg'
import { assert } from '../../kernel/errors.ts'
import { LIMITS } from '../limits.ts'
import { StoreUnavailable } from '../store.ts'
import { createGate, type Gate } from './gate.ts'

/** A statement that each connection prepares once, under its name. */
export interface Statement {
  readonly name: string
  readonly text: string
}

export type Row = Record<string, unknown>

/** The connections of this process to the database; one beside them follows the feed. */
export interface Database {
  /** Asked again once when the connection broke. @throws StoreUnavailable */
  read(statement: Statement, values?: readonly unknown[]): Promise<Row[]>
  /** Never asked twice. @throws WriteFailed */
  write(statement: Statement, values?: readonly unknown[]): Promise<Row[]>
  /** The same over a connection that commits have for themselves, so that no read holds them up. */
  commit(statement: Statement, values: readonly unknown[]): Promise<Row[]>
  close(): Promise<void>
}

/** What is known of a write that failed. */
export class WriteFailed extends Error {
  /** `refused`: the database answered with an error and did nothing; `unknown`: it may have been done. */
  readonly outcome: 'not sent' | 'refused' | 'unknown'
  /** SQLSTATE, when the database answered. */
  readonly code: string | undefined
  constructor(outcome: WriteFailed['outcome'], cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'WriteFailed'
    this.outcome = outcome
    this.code = cause instanceof pg.DatabaseError ? cause.code : undefined
  }
}

/** A failed write as the store's callers know it. */
export function unavailable(failure: unknown): StoreUnavailable {
  const said = failure instanceof Error ? failure.message : String(failure)
  const unknown = failure instanceof WriteFailed && failure.outcome === 'unknown'
  const message = unknown ? `${said}; the outcome is unknown` : said
  return new StoreUnavailable(`the database: ${message}`, { cause: failure })
}

/** The settings of every connection; `timeoutMs` bounds a statement at the server, and a little later here. */
export function clientConfig(url: string, timeoutMs: number): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'parley',
    connectionTimeoutMillis: LIMITS.connectMs,
    statement_timeout: timeoutMs,
    query_timeout: timeoutMs + LIMITS.answerMs,
    keepAlive: true,
    options: '-c default_transaction_isolation=read\\ committed',
    types: { getTypeParser: parserOf },
  }
}

export function connectDatabase(
  url: string,
  { connections = LIMITS.connections as number, statementMs = LIMITS.statementMs as number } = {},
): Database {
  const gate = createGate()
  const pool = (max: number) =>
    poolOf({ ...clientConfig(url, statementMs), max, idleTimeoutMillis: LIMITS.idleMs })
  const shared = pool(connections)
  const own = pool(1)
  const write = (statement: Statement, values?: readonly unknown[]) =>
    run(shared, gate, statement, values)
  return {
    async read(statement, values) {
      try {
        return await write(statement, values).catch(error => {
          if (!(error instanceof WriteFailed) || error.outcome === 'refused') throw error
          return write(statement, values)
        })
      } catch (error) {
        throw unavailable(error)
      }
    },
    write,
    commit: (statement, values) => run(own, gate, statement, values),
    async close() {
      await Promise.all([shared.end(), own.end()])
    },
  }
}

async function run(
  pool: pg.Pool,
  gate: Gate,
  { name, text }: Statement,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = await connectionOf(pool, gate)
  let broken: Error | undefined
  // A connection that breaks while nothing is asked of it tells it as an event.
  const breaks = (error: Error) => {
    broken = error
  }
  client.on('error', breaks)
  try {
    const { rows } = await client.query({ name, text, values: [...values] })
    return rows
  } catch (error) {
    if (!isAnswer(error)) broken = error instanceof Error ? error : new Error(String(error))
    throw new WriteFailed(isAnswer(error) ? 'refused' : 'unknown', error)
  } finally {
    client.off('error', breaks)
    client.release(broken)
  }
}

async function connectionOf(pool: pg.Pool, gate: Gate): Promise<pg.PoolClient> {
  if (pool.waitingCount >= LIMITS.waitingReads) {
    throw new WriteFailed('not sent', new Error('too many requests wait for the database'))
  }
  try {
    return await gate.pass(async () => ofPrimary(await pool.connect()))
  } catch (error) {
    throw new WriteFailed('not sent', error)
  }
}

const known = new WeakSet<pg.PoolClient>()
const toldByTheQuery = () => undefined

/**
 * A standby may be behind: what it tells of permissions may have been taken away since. A connection to a primary
 * breaks when that is made a standby, so each is asked once. @throws Error
 */
async function ofPrimary(client: pg.PoolClient): Promise<pg.PoolClient> {
  if (known.has(client)) return client
  client.on('error', toldByTheQuery)
  try {
    const { rows } = await client.query('SELECT pg_is_in_recovery() AS standby')
    if (rows[0]?.standby) throw new Error('it is a standby')
  } catch (error) {
    client.release(error instanceof Error ? error : true)
    throw error
  } finally {
    client.off('error', toldByTheQuery)
  }
  known.add(client)
  return client
}

/** The database refused the statement itself. One that ends the connection leaves the outcome open. */
function isAnswer(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === 'ERROR'
}

function poolOf(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(config)
  // An idle connection that broke is gone; the next one is made when it is needed.
  pool.on('error', () => undefined)
  return pool
}

const INT8 = 20

/** Whole numbers of eight bytes are positions, which stay below 2⁵³. */
function parserOf(oid: number, format?: 'text' | 'binary') {
  if (oid !== INT8)
    return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid)
  return (text: string) => {
    const number = Number(text)
    assert(Number.isSafeInteger(number), 'a position is a safe integer')
    return number
  }
}
