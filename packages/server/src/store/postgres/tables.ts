/**
 * The tables (design §6). Keys and log names are bytea: PostgreSQL's text cannot hold U+0000, and bytea is
 * ordered by its bytes whatever the collation. Values are text, not jsonb, because they are given back as they
 * were. `state` has one row, which is written under the lock of the commits alone.
 */
export const TABLES = `
CREATE TABLE parley.state (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- Of the newest commit.
  position bigint NOT NULL,
  -- The feed has every change after this one.
  floor bigint NOT NULL
) WITH (fillfactor = 50);
INSERT INTO parley.state VALUES (true, 0, 0);
CREATE TABLE parley.document (key bytea PRIMARY KEY, revision bigint NOT NULL, value text NOT NULL);
CREATE TABLE parley.counter (key bytea PRIMARY KEY, value bigint NOT NULL);
-- The row of a log stays after its entries were trimmed, so that no position is used twice.
CREATE TABLE parley.log (
  id bigint GENERATED ALWAYS AS IDENTITY UNIQUE, name bytea PRIMARY KEY, next bigint NOT NULL
);
CREATE TABLE parley.entry (
  log bigint NOT NULL, position bigint NOT NULL, value text NOT NULL, PRIMARY KEY (log, position)
);
-- What the commits of late did to documents: [[key in base64, 1 put or 0 delete], …].
CREATE TABLE parley.feed (
  revision bigint PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), changes json NOT NULL
);
-- The last batch of each process: asked for again, it is answered again, not done again.
CREATE TABLE parley.writer (
  id uuid PRIMARY KEY, batch bigint NOT NULL, answer json NOT NULL, at timestamptz NOT NULL
) WITH (fillfactor = 50);
CREATE SEQUENCE parley.fencing;
CREATE TABLE parley.lease (
  key bytea PRIMARY KEY, holder text NOT NULL, fencing bigint NOT NULL, expires_at timestamptz NOT NULL
);
-- The clock of leases: the database's own, the same for every process. Tests put another in its place.
CREATE FUNCTION parley.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()';
`
