/** Brings lines that a version before kept in files into the database: their blocks, as they are. */
import { existsSync } from 'node:fs'
import pg from 'pg'
import { clientConfig } from '../../../store/postgres/connection.ts'
import type { ColumnHead, PackedBlock } from '../block/pack.ts'
import type { BlockHead } from '../engine/shelf.ts'
import { LIMITS } from '../limits.ts'
import { openBook } from '../sqlite/book.ts'
import {
  accountsIn,
  bookFile,
  daysOf,
  partitionFile,
  removeAccount,
  removePartition,
} from '../sqlite/files.ts'
import { openPartition, type Partition } from '../sqlite/partition.ts'
import { bytesOf, digestOf } from './names.ts'
import { payloadBuilder } from './payload.ts'
import { prepareDatabase } from './prepare.ts'

/**
 * INVARIANT: nobody adds lines to the database before all of them are there, so a day that it has was brought whole, and
 * the files of a day are removed when the database has it on its disk. Whatever stops it, it may begin again.
 * @returns false when another process is at it
 */
export async function adoptFiles(directory: string, url: string): Promise<boolean> {
  await prepareDatabase(url)
  const client = new pg.Client(clientConfig(url, LIMITS.upgradeMs))
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query(
      `SELECT pg_try_advisory_lock(x'50726c79'::integer, 3) AS mine`,
    )
    if (!rows[0]?.mine) return false
    for (const account of accountsIn(directory)) await adoptAccount({ client, directory, account })
    return true
  } finally {
    await client.end()
  }
}

interface Adopting {
  readonly client: pg.Client
  readonly directory: string
  readonly account: string
}

async function adoptAccount({ client, directory, account }: Adopting): Promise<void> {
  if (existsSync(bookFile(directory, account))) {
    const book = openBook(bookFile(directory, account))
    const all = book.all()
    book.close()
    for (let from = 0; from < all.length; from += LIMITS.adoptedAtOnce) {
      const some = all.slice(from, from + LIMITS.adoptedAtOnce)
      await client.query(PUT_CHECKPOINTS, [
        bytesOf(account),
        some.map(({ key }) => digestOf(key)),
        some.map(({ value }) => value),
      ])
    }
  }
  for (const day of daysOf(directory, account)) {
    await adoptDay({ client, directory, account }, day)
    removePartition(directory, account, day)
  }
  removeAccount(directory, account)
}

async function adoptDay({ client, directory, account }: Adopting, day: string): Promise<void> {
  const partition = openPartition(partitionFile(directory, account, day))
  try {
    await client.query('BEGIN')
    const { rows } = await client.query(PUT_DAY, [bytesOf(account), day, partition.nextSequence()])
    const id: unknown = rows[0]?.id
    if (id !== undefined) await putPartition(client, partition, id)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    partition.close()
  }
}

async function putPartition(client: pg.Client, partition: Partition, id: unknown): Promise<void> {
  const objects = partition.objects()
  for (let from = 0; from < objects.length; from += LIMITS.adoptedAtOnce) {
    const some = objects.slice(from, from + LIMITS.adoptedAtOnce)
    await client.query(PUT_PROGRESS, [
      id,
      some.map(({ object }) => digestOf(object)),
      some.map(({ lines }) => lines),
    ])
  }
  const heads = partition.heads(0, Number.MAX_SAFE_INTEGER)
  for (let from = 0; from < heads.length; from += LIMITS.adoptedBlocks) {
    const payload = payloadBuilder()
    const blocks = heads
      .slice(from, from + LIMITS.adoptedBlocks)
      .map(head => packed(partition, head))
    await client.query(PUT_BLOCKS, [id, JSON.stringify(payload.add(blocks)), payload.bytes()])
  }
}

function packed(partition: Partition, head: BlockHead): PackedBlock {
  const { id, lines, firstTime, lastTime, rawBytes, firstSequence, lastSequence } = head
  const row = partition.row(id)
  const raws = partition.raws(id)
  if (!row || !raws) throw new Error(`block ${id} lacks a part`)
  const columns = (JSON.parse(row.head) as readonly ColumnHead[]).map((_, place) =>
    partition.column(id, place),
  )
  return {
    lines,
    firstTime,
    lastTime,
    rawBytes,
    firstSequence,
    sequenceSpan: lastSequence - firstSequence + 1,
    filter: partition.filter(id),
    head: row.head,
    times: row.times,
    order: row.order,
    columns,
    raws,
  }
}

const PUT_CHECKPOINTS = `INSERT INTO parley.line_checkpoint
  SELECT $1, key, value FROM unnest($2::bytea[], $3::text[]) AS c(key, value) ON CONFLICT DO NOTHING`
const PUT_DAY = `INSERT INTO parley.line_day (account, day, next) VALUES ($1, $2, $3)
  ON CONFLICT DO NOTHING RETURNING id`
const PUT_PROGRESS = `INSERT INTO parley.line_progress
  SELECT $1::bigint, object, lines FROM unnest($2::bytea[], $3::bigint[]) AS p(object, lines)`
const PUT_BLOCKS = 'SELECT parley.put_line_blocks($1, 0, $2, $3)'
