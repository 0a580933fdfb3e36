-- The event store of one service. Run once in the service's own database, as a superuser.
-- :owner    the role that owns the store and that nobody logs in as
-- :service  the role the service connects as
-- What each part is for: docs/event-store.md.

CREATE SCHEMA es AUTHORIZATION :owner;
CREATE SCHEMA own AUTHORIZATION :service;   -- the service's tables that are no history
CREATE SCHEMA view AUTHORIZATION :service;  -- read models, rebuilt at will
GRANT CREATE ON DATABASE :database TO :service;  -- a rebuild makes its schema beside the live one
SET ROLE :owner;

-- The unit of order, of the chain and of the lock. One for now.
CREATE TABLE es.partition (
  part    int   PRIMARY KEY,
  service text  NOT NULL,
  genesis bytea NOT NULL CHECK (length(genesis) = 32)
);
INSERT INTO es.partition (part, service, genesis)
SELECT 1, name, sha256(convert_to('luodi/v1/' || name || '/1', 'UTF8'))
FROM (SELECT regexp_replace(btrim(':service', '"'), '^luodi_', '') AS name) AS who;

CREATE TABLE es.event (
  part        int         NOT NULL,
  pos         bigint      NOT NULL,  -- gapless, in the order of commits
  event_id    uuid        NOT NULL,
  stream      text        NOT NULL,  -- <kind>-<id>
  version     int         NOT NULL,  -- 1, 2, 3 … inside the stream
  type        text        NOT NULL,
  schema      smallint    NOT NULL,
  data        bytea       NOT NULL,  -- the exact JSON bytes that were hashed
  meta        bytea       NOT NULL,  -- who, when it was so, from what it follows; hashed too
  recorded_at timestamptz NOT NULL,
  hash        bytea       NOT NULL,
  PRIMARY KEY (part, pos),
  UNIQUE (part, stream, version)
) PARTITION BY LIST (part);
CREATE TABLE es.event_1 PARTITION OF es.event FOR VALUES IN (1);
ALTER TABLE es.event_1 ALTER COLUMN data SET STORAGE MAIN;

-- What was answered to whom, so that a repeated request gets the first answer.
CREATE TABLE es.command (
  part        int         NOT NULL,
  client      text        NOT NULL,
  command_id  uuid        NOT NULL,
  fingerprint bytea       NOT NULL,
  first_pos   bigint      NOT NULL,
  events      int         NOT NULL,
  answer      bytea       NOT NULL,
  recorded_at timestamptz NOT NULL,
  keep_until  timestamptz,           -- null: for ever
  PRIMARY KEY (part, client, command_id)
);
CREATE INDEX command_keep_until ON es.command USING brin (keep_until);

CREATE FUNCTION es.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'history cannot be changed: % on %', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON es.event
  FOR EACH STATEMENT EXECUTE FUNCTION es.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON es.event_1
  FOR EACH STATEMENT EXECUTE FUNCTION es.refuse_change();

-- For people who look with psql.
CREATE VIEW es.readable AS
  SELECT part, pos, stream, version, type, schema, recorded_at, event_id,
    convert_from(data, 'UTF8')::json AS data, convert_from(meta, 'UTF8')::json AS meta,
    encode(hash, 'hex') AS hash
  FROM es.event;

GRANT USAGE ON SCHEMA es TO :service;
GRANT SELECT ON ALL TABLES IN SCHEMA es TO :service;
RESET ROLE;
