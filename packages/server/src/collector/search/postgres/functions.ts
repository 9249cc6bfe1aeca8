/**
 * Whatever changes lines is one call of a function, and so one transaction without a round trip in between: nobody waits
 * for a process that was killed or cut off. All of them take locks in the same order: the checkpoint, then days by
 * name. The row of a day is locked by whoever adds to it, merges or drops it. Blocks are looked up one by one or as a range
 * of numbers: a plan made while the tables were small must not look through a whole day for each.
 */
export const FUNCTIONS = `
CREATE FUNCTION parley.put_line_blocks(partition bigint, first bigint, blocks json, payload bytea)
RETURNS void LANGUAGE sql VOLATILE AS $$
  WITH given AS MATERIALIZED (
    SELECT nextval('parley.line_block_id') AS id, b.* FROM json_to_recordset(blocks) AS b(
      lines integer, raw_bytes bigint, first_time bigint, last_time bigint, sequence bigint,
      span bigint, small boolean, head text, ends text, times_at integer, times_size integer,
      order_at integer, order_size integer, filter_at integer, filter_size integer,
      body_at integer, body_size integer
    )
  ), heads AS (
    INSERT INTO parley.line_block SELECT
      partition, id, lines, raw_bytes,
      octet_length(head) + times_size + coalesce(order_size, 0) + coalesce(filter_size, 0) + body_size,
      first_time, last_time, first + sequence, first + sequence + span - 1, small
    FROM given
  )
  INSERT INTO parley.line_part SELECT
    partition, id, head,
    substring(payload FROM times_at + 1 FOR times_size),
    substring(payload FROM order_at + 1 FOR order_size),
    substring(payload FROM filter_at + 1 FOR filter_size),
    ends,
    substring(payload FROM body_at + 1 FOR body_size)
  FROM given
$$;

-- Lines and checkpoint, both or neither. Answers the outcome, and which small blocks the caller is to merge.
CREATE FUNCTION parley.add_lines(
  owner bytea, object_id bytea, reached bigint, checkpoint_key bytea, expected text, moved text,
  days json, payload bytea, most_small integer
) RETURNS json LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET jit = off
AS $$
DECLARE
  one record;
  place integer := 0;
  partition bigint;
  partitions bigint[] := '{}';
  known bigint;
  seen jsonb := '[]';
  found_small bigint[];
  merges jsonb := '[]';
BEGIN
  IF expected IS NULL THEN
    INSERT INTO parley.line_checkpoint VALUES (owner, checkpoint_key, moved) ON CONFLICT DO NOTHING;
  ELSE
    UPDATE parley.line_checkpoint SET value = moved
    WHERE account = owner AND key = checkpoint_key AND value = expected;
  END IF;
  IF NOT FOUND THEN
    RETURN json_build_object('kind', 'checkpoint-moved', 'checkpoint', (
      SELECT value FROM parley.line_checkpoint WHERE account = owner AND key = checkpoint_key
    ));
  END IF;

  FOR one IN SELECT * FROM json_to_recordset(days) AS d(day text, begins bigint) ORDER BY d.day COLLATE "C" LOOP
    LOOP
      SELECT id INTO partition FROM parley.line_day
      WHERE account = owner AND day = one.day FOR UPDATE;
      EXIT WHEN FOUND;
      INSERT INTO parley.line_day (account, day) VALUES (owner, one.day) ON CONFLICT DO NOTHING;
    END LOOP;
    partitions := partitions || partition;
    SELECT lines INTO known FROM parley.line_progress
    WHERE day = partition AND object = object_id AND lines > one.begins;
    IF FOUND THEN seen := seen || jsonb_build_array(jsonb_build_array(one.day, known)); END IF;
  END LOOP;
  IF seen <> '[]' THEN RAISE EXCEPTION USING ERRCODE = 'LNSEE', MESSAGE = 'lines are there already'; END IF;

  FOR one IN
    SELECT * FROM json_to_recordset(days) AS d(day text, lines bigint, small boolean, blocks json)
    ORDER BY d.day COLLATE "C"
  LOOP
    place := place + 1;
    partition := partitions[place];
    PERFORM parley.put_line_blocks(
      partition, (SELECT next FROM parley.line_day d WHERE d.id = partition), one.blocks, payload
    );
    UPDATE parley.line_day d SET next = next + one.lines WHERE d.id = partition;
    INSERT INTO parley.line_progress VALUES (partition, object_id, reached)
    ON CONFLICT (day, object) DO UPDATE SET lines = excluded.lines;
    CONTINUE WHEN NOT one.small;
    found_small := ARRAY(
      SELECT b.id FROM parley.line_block b WHERE b.day = partition AND b.small ORDER BY b.id LIMIT most_small
    );
    CONTINUE WHEN cardinality(found_small) < most_small;
    UPDATE parley.line_day d SET merging = clock_timestamp() + interval '10 s'
    WHERE d.id = partition AND (merging IS NULL OR merging < clock_timestamp());
    IF FOUND THEN
      merges := merges || jsonb_build_array(
        jsonb_build_object('partition', partition, 'day', one.day, 'ids', found_small)
      );
    END IF;
  END LOOP;
  RETURN json_build_object('kind', 'stored', 'merges', merges);
EXCEPTION WHEN SQLSTATE 'LNSEE' THEN
  RETURN json_build_object('kind', 'seen', 'seen', seen);
END $$;

-- Puts blocks in the place of others, unless somebody else did or the day was dropped. Those stay a while, for the
-- queries that saw them.
CREATE FUNCTION parley.merge_lines(
  partition bigint, ids bigint[], blocks json, payload bytea, retired_ms integer
) RETURNS boolean LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET jit = off
AS $$
DECLARE
  one bigint;
BEGIN
  PERFORM FROM parley.line_day WHERE id = partition FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  FOREACH one IN ARRAY ids LOOP
    UPDATE parley.line_block b SET retired = clock_timestamp(), small = false
    WHERE b.day = partition AND b.id = one AND retired IS NULL;
    IF NOT FOUND THEN RAISE EXCEPTION USING ERRCODE = 'LNGON', MESSAGE = 'a block is merged already'; END IF;
  END LOOP;
  FOR one IN
    DELETE FROM parley.line_block b
    WHERE b.day = partition AND retired < clock_timestamp() - retired_ms * interval '1 ms' RETURNING b.id
  LOOP
    DELETE FROM parley.line_part p WHERE p.day = partition AND p.block = one;
  END LOOP;
  PERFORM parley.put_line_blocks(partition, 0, blocks, payload);
  UPDATE parley.line_day SET merging = NULL WHERE id = partition;
  RETURN true;
EXCEPTION WHEN SQLSTATE 'LNGON' THEN
  RETURN false;
END $$;

-- Drops the days before one, or with NULL all of the account: at once for whoever looks, as rows by and by.
CREATE FUNCTION parley.drop_lines(owner bytea, before text) RETURNS text[] LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  gone record;
BEGIN
  IF before IS NULL THEN DELETE FROM parley.line_checkpoint WHERE account = owner; END IF;
  PERFORM FROM parley.line_day WHERE account = owner AND (before IS NULL OR day < before)
  ORDER BY day FOR UPDATE;
  WITH dropped AS (
    DELETE FROM parley.line_day WHERE account = owner AND (before IS NULL OR day < before)
    RETURNING id, day
  ), noted AS (
    INSERT INTO parley.line_dropped SELECT id FROM dropped
  )
  SELECT array_agg(day ORDER BY day) AS days INTO gone FROM dropped;
  RETURN coalesce(gone.days, '{}');
END $$;

-- Removes some rows of a dropped day that nobody else is at; false when there is none.
CREATE FUNCTION parley.sweep_lines(most integer) RETURNS boolean LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET jit = off
AS $$
DECLARE
  partition bigint;
  last bigint;
BEGIN
  SELECT day INTO partition FROM parley.line_dropped LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN false; END IF;
  SELECT max(id) INTO last FROM (
    SELECT id FROM parley.line_block WHERE day = partition ORDER BY id LIMIT most
  ) some_blocks;
  DELETE FROM parley.line_block WHERE day = partition AND id <= last;
  DELETE FROM parley.line_part WHERE day = partition AND block <= last;
  IF last IS NULL THEN
    DELETE FROM parley.line_progress WHERE day = partition;
    DELETE FROM parley.line_dropped WHERE day = partition;
  END IF;
  RETURN true;
END $$;
`
