/**
 * The tables of collected lines, beside those of the documents. A partition, one account's day, is a number: its
 * rows stand side by side by it, and a day that was dropped and comes again has another. Names of accounts, objects and
 * checkpoints are bytea; the latter two are digests, because an index row must fit a third of a page.
 */
export const TABLES = `
CREATE TABLE parley.line_day (
  id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  account bytea NOT NULL,
  day text COLLATE "C" NOT NULL,
  -- The arrival of its next line.
  next bigint NOT NULL DEFAULT 0,
  -- Until then, at most, somebody merges its small blocks.
  merging timestamptz,
  PRIMARY KEY (account, day)
) WITH (fillfactor = 50);
-- Nobody finds their lines any more; the rows go later, some at a time.
CREATE TABLE parley.line_dropped (day bigint PRIMARY KEY);
CREATE TABLE parley.line_checkpoint (
  account bytea NOT NULL, key bytea NOT NULL, value text NOT NULL, PRIMARY KEY (account, key)
) WITH (fillfactor = 70);
-- How many lines of an object were looked at for this day.
CREATE TABLE parley.line_progress (
  day bigint NOT NULL, object bytea NOT NULL, lines bigint NOT NULL, PRIMARY KEY (day, object)
) WITH (fillfactor = 70);
CREATE SEQUENCE parley.line_block_id;
CREATE TABLE parley.line_block (
  day bigint NOT NULL,
  id bigint NOT NULL,
  lines integer NOT NULL,
  raw_bytes bigint NOT NULL,
  -- What its parts take.
  bytes bigint NOT NULL,
  first_time bigint NOT NULL,
  last_time bigint NOT NULL,
  first_sequence bigint NOT NULL,
  last_sequence bigint NOT NULL,
  small boolean NOT NULL,
  retired timestamptz,
  PRIMARY KEY (day, id)
);
CREATE INDEX line_block_small ON parley.line_block (day, id) WHERE small;
CREATE INDEX line_block_retired ON parley.line_block (day, retired) WHERE retired IS NOT NULL;
CREATE TABLE parley.line_part (
  day bigint NOT NULL,
  block bigint NOT NULL,
  head text NOT NULL,
  times bytea NOT NULL,
  line_order bytea,
  filter bytea,
  -- Columns side by side, the raw lines last; where each ends, as a JSON array.
  ends text NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (day, block)
);
-- All of it is packed already; uncompressed, a slice is read without the rest.
ALTER TABLE parley.line_part
  ALTER COLUMN body SET STORAGE EXTERNAL, ALTER COLUMN filter SET STORAGE EXTERNAL,
  ALTER COLUMN times SET STORAGE EXTERNAL, ALTER COLUMN line_order SET STORAGE EXTERNAL;
`
