/**
 * Commits a batch in one statement. Its writes come as parallel arrays, in order; `ends` and `last_commits`
 * cut it into segments in which no commit's condition depends on another's writes, so that all of a segment
 * are judged at once against the state before it.
 *
 * The lock makes the feed gap-free: revisions are given, and become visible, in the order of the commits. Each
 * statement inside sees what was committed before it (the function is volatile and the transaction is read
 * committed), which is why the lock must be taken in here, before anything is read.
 *
 * A batch that was done already, because its process asks again after its connection broke, is answered as it was,
 * and so is one of which nothing could be done. One that a network held back until its process had gone on to later
 * ones is not done: it was, or its process has given it up.
 *
 * Answers what became of each commit (0, or which write was refused), the sums of counters, and what others
 * committed after `since`, so that the caller learns it in the same round trip.
 */
export const COMMIT_FUNCTION = `
CREATE FUNCTION parley.commit(
  asking uuid, batch_number bigint, since bigint, most integer,
  ends integer[], last_commits integer[], changes text[],
  commits integer[], types smallint[], keys bytea[], numbers bigint[], maxima bigint[], texts text[]
) RETURNS json LANGUAGE plpgsql VOLATILE
-- Keys are looked up one by one; a plan made while the tables were small must not read them whole later.
-- Compiling such a plan would take longer than running it ten times.
SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
AS $$
DECLARE
  before parley.state;
  newest bigint;
  low integer := 1;
  high integer;
  first_commit integer := 1;
  last_commit integer;
  refused integer[];
  revisions bigint[];
  refusals integer[] := '{}';
  sums json;
  news text;
  answer json;
  last_batch bigint;
  all_sums json[] := '{}';
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'commits need READ COMMITTED';
  END IF;
  PERFORM pg_advisory_xact_lock(x'50726c79'::integer, 1);
  SELECT * INTO STRICT before FROM parley.state;
  newest := before.position;
  SELECT w.batch, w.answer INTO last_batch, answer FROM parley.writer w WHERE w.id = asking;
  IF last_batch > batch_number THEN
    RAISE EXCEPTION 'batch % comes after batch %', batch_number, last_batch;
  ELSIF last_batch = batch_number THEN
    before.position := answer ->> 'before';
    -- There is nothing left to do.
    ends := '{}';
  ELSE
    answer := NULL;
  END IF;

  FOR segment IN 1 .. cardinality(ends) LOOP
    high := ends[segment];
    last_commit := last_commits[segment];

    WITH given AS MATERIALIZED (
      SELECT w.*, w.at + low - 1 AS place FROM unnest(
        commits[low:high], types[low:high], keys[low:high], numbers[low:high], maxima[low:high]
      ) WITH ORDINALITY AS w(commit, type, key, number, maximum, at)
    ), failed AS (
      SELECT commit, place FROM given
      WHERE type = 0 AND number <> coalesce(
        (SELECT revision FROM parley.document d WHERE d.key = given.key), 0)
      UNION ALL
      SELECT commit, place FROM (
        SELECT commit, place, maximum, sum(number) OVER (PARTITION BY commit, key ORDER BY place)
          + coalesce((SELECT value FROM parley.counter c WHERE c.key = given.key), 0) AS total
        FROM given WHERE type = 3
      ) added WHERE total > maximum
    )
    SELECT array_agg(coalesce(first_failed.place, 0) ORDER BY one) INTO refused
    FROM generate_series(first_commit, last_commit) one
    LEFT JOIN (SELECT commit, min(place) AS place FROM failed GROUP BY commit) first_failed
      ON first_failed.commit = one;

    SELECT array_agg(CASE WHEN place = 0 THEN newest + nth ELSE 0 END ORDER BY at),
      newest + count(*) FILTER (WHERE place = 0)
    INTO revisions, newest
    FROM (
      SELECT place, at, count(*) FILTER (WHERE place = 0) OVER (ORDER BY at) AS nth
      FROM unnest(refused) WITH ORDINALITY AS r(place, at)
    ) numbered;

    WITH given AS MATERIALIZED (
      SELECT w.*, revisions[w.commit - first_commit + 1] AS revision FROM unnest(
        commits[low:high], types[low:high], keys[low:high], numbers[low:high], texts[low:high]
      ) WITH ORDINALITY AS w(commit, type, key, number, value, at)
    ), kept AS MATERIALIZED (
      SELECT * FROM given WHERE revision > 0
    ), last AS MATERIALIZED (
      SELECT DISTINCT ON (key) key, type, value, revision FROM kept
      WHERE type IN (1, 2) ORDER BY key, at DESC
    ), put AS (
      INSERT INTO parley.document (key, revision, value)
      SELECT key, revision, value FROM last WHERE type = 1 ORDER BY key
      ON CONFLICT (key) DO UPDATE SET revision = excluded.revision, value = excluded.value
    ), deleted AS (
      DELETE FROM parley.document WHERE key = ANY (ARRAY(SELECT key FROM last WHERE type = 2))
    ), added AS MATERIALIZED (
      SELECT key, at, coalesce((SELECT value FROM parley.counter c WHERE c.key = kept.key), 0)
        + sum(number) OVER (PARTITION BY key ORDER BY at) AS total
      FROM kept WHERE type = 3
    ), counted AS (
      INSERT INTO parley.counter (key, value)
      SELECT DISTINCT ON (key) key, total FROM added ORDER BY key, at DESC
      ON CONFLICT (key) DO UPDATE SET value = excluded.value
    ), entries AS MATERIALIZED (
      SELECT key, value, row_number() OVER (PARTITION BY key ORDER BY at) AS nth
      FROM kept WHERE type = 4
    ), logs AS (
      INSERT INTO parley.log (name, next)
      SELECT key, count(*) FROM entries GROUP BY key ORDER BY key
      ON CONFLICT (name) DO UPDATE SET next = parley.log.next + excluded.next
      RETURNING id, name, next
    ), appended AS (
      INSERT INTO parley.entry (log, position, value)
      SELECT id, next - max(nth) OVER (PARTITION BY id) + nth - 1, value
      FROM entries JOIN logs ON name = key
    ), fed AS (
      INSERT INTO parley.feed (revision, changes)
      SELECT revision, change::json FROM unnest(revisions, changes[first_commit:last_commit])
        AS f(revision, change) WHERE revision > 0 AND change IS NOT NULL
    )
    SELECT json_agg(json_build_array(at + low - 1, total)) INTO sums FROM added;

    refusals := refusals || refused;
    IF sums IS NOT NULL THEN all_sums := all_sums || sums; END IF;
    low := high + 1;
    first_commit := last_commit + 1;
  END LOOP;

  IF answer IS NULL THEN
    answer := json_build_object(
      'before', before.position, 'position', newest, 'refusals', refusals, 'sums', all_sums
    );
  END IF;
  IF cardinality(ends) > 0 THEN
    INSERT INTO parley.writer VALUES (asking, batch_number, answer, clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET batch = excluded.batch, answer = excluded.answer, at = excluded.at;
  END IF;
  IF cardinality(ends) > 0 AND newest > before.position THEN
    UPDATE parley.state SET position = newest;
    SELECT json_build_object('before', before.position, 'position', newest, 'rows',
      coalesce(json_agg(json_build_array(revision, f.changes) ORDER BY revision), '[]')
    ) INTO news FROM parley.feed f WHERE revision > before.position;
    -- What is too long for a notification is read from the feed.
    PERFORM pg_notify('parley', CASE WHEN octet_length(news) < 7900 THEN news ELSE '' END);
  END IF;
  -- Both of one moment: what the feed forgot meanwhile must not look like nothing.
  RETURN json_build_object(
    'answer', answer, 'floor', (SELECT s.floor FROM parley.state s), 'missed', (
      SELECT coalesce(json_agg(json_build_array(revision, f.changes) ORDER BY revision), '[]')
      FROM (
        SELECT revision, feed.changes FROM parley.feed
        WHERE revision > since AND revision <= before.position ORDER BY revision LIMIT most
      ) f
    )
  );
END $$;
`
