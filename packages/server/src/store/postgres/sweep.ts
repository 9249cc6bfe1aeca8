import type { Clock } from '../../kernel/clock.ts'
import { LIMITS } from '../limits.ts'
import type { Database, Statement } from './connection.ts'

/** Forgets, now and then, what the feed need not remember and the leases that ended. Any process may do it. */
export function startSweeping(database: Pick<Database, 'read'>, clock: Clock): () => Promise<void> {
  const stopping = new AbortController()
  const run = async () => {
    for (;;) {
      await clock.sleep(LIMITS.sweepEveryMs, stopping.signal)
      // What could not be swept now is swept the next time.
      await sweep(database).catch(() => 'later')
    }
  }
  const running = run().catch(() => 'stopped')
  return async () => {
    stopping.abort()
    await running
  }
}

export async function sweep(
  { read }: Pick<Database, 'read'>,
  {
    retentionMs = LIMITS.feedRetentionMs,
    leaseMs = LIMITS.endedLeaseMs,
    most = LIMITS.sweptAtOnce as number,
  } = {},
): Promise<void> {
  // More may have come within a minute than one statement should remove.
  for (let removed = most; removed === most; ) {
    const [row] = await read(FEED, [retentionMs, most])
    removed = Number(row?.['removed'] ?? 0)
  }
  await read(LEASES, [leaseMs])
  await read(WRITERS, [leaseMs])
}

/** The floor rises in the statement that removes what is below it. */
const FEED: Statement = {
  name: 'parley-sweep-feed',
  text: `WITH old AS (
      DELETE FROM parley.feed WHERE revision IN (
        SELECT revision FROM parley.feed WHERE at < clock_timestamp() - $1 * interval '1 ms'
        ORDER BY revision LIMIT $2
      ) RETURNING revision
    )
    UPDATE parley.state SET floor = greatest(floor, (SELECT max(revision) FROM old))
    WHERE EXISTS (SELECT FROM old) RETURNING (SELECT count(*) FROM old) AS removed`,
}

/** A process that has written nothing for so long asks after no batch of then. */
const WRITERS: Statement = {
  name: 'parley-sweep-writers',
  text: `DELETE FROM parley.writer WHERE at < clock_timestamp() - $1 * interval '1 ms'`,
}

const LEASES: Statement = {
  name: 'parley-sweep-leases',
  text: `DELETE FROM parley.lease WHERE expires_at < parley.now() - $1 * interval '1 ms'`,
}
