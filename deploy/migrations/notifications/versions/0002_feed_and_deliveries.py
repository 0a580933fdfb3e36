"""The feed, the deliveries with their tries, the inboxes: what no rebuild may renumber."""

from deploy.migrations.steps import as_service

revision = "0002_feed_and_deliveries"
down_revision = "0001_event_store"

FEED = """
CREATE TABLE own.feed_head (
  one      boolean PRIMARY KEY DEFAULT true CHECK (one),
  position bigint  NOT NULL
);
INSERT INTO own.feed_head (position) VALUES (0);

CREATE TABLE own.feed (
  position    bigint      PRIMARY KEY,      -- 1, 2, 3 … in the order of commits, without a gap
  event_id    uuid        NOT NULL UNIQUE,
  service     text        NOT NULL,
  type        text        NOT NULL,
  stream      text        NOT NULL,
  project     text,
  realm       text        NOT NULL CHECK (realm IN ('business', 'administration')),
  subject     text        NOT NULL,         -- whose guard decides who may read it
  recorded_at timestamptz NOT NULL,
  body        bytea       NOT NULL,         -- the CloudEvent, byte for byte as served and signed
  thin        bytea       NOT NULL          -- the same without data, with where to read it
);
ALTER TABLE own.feed ALTER COLUMN body SET STORAGE MAIN;
CREATE INDEX feed_project ON own.feed (project, position) WHERE project IS NOT NULL;
CREATE INDEX feed_stream ON own.feed (stream, position);

CREATE TABLE own.inbox (
  account    text        NOT NULL,
  seq        bigint      NOT NULL,          -- 1, 2, 3 … of this account
  event_id   uuid        NOT NULL,
  kind       text        NOT NULL,
  text       text        NOT NULL,
  subject    text        NOT NULL,
  project    text,
  told_at    timestamptz NOT NULL,
  read_at    timestamptz,
  PRIMARY KEY (account, seq),
  UNIQUE (account, event_id)
);
CREATE INDEX inbox_unread ON own.inbox (account, seq) WHERE read_at IS NULL
"""

DELIVERY = """
CREATE TABLE own.endpoint_secret (
  key_id      text        PRIMARY KEY,
  endpoint_id text        NOT NULL,
  shared      bytea       NOT NULL CHECK (length(shared) BETWEEN 24 AND 64),
  seed        bytea       NOT NULL CHECK (length(seed) = 32),
  made_at     timestamptz NOT NULL
);

CREATE TABLE own.receiver (
  endpoint_id   text        PRIMARY KEY,
  version       int         NOT NULL,       -- of the endpoint's stream, as last heard
  owner         text        NOT NULL,
  url           text        NOT NULL,
  stage         text        NOT NULL,
  verified      boolean     NOT NULL,
  profile       text        NOT NULL,
  ordering      text        NOT NULL,
  interest      jsonb       NOT NULL,
  retries       int[]       NOT NULL,
  keys          jsonb       NOT NULL,       -- [[key id, until when or null] …]
  degraded      boolean     NOT NULL,
  proven        boolean     NOT NULL DEFAULT false,
  send_window   int         NOT NULL DEFAULT 1,
  failures      int         NOT NULL DEFAULT 0,
  refusals      int         NOT NULL DEFAULT 0,
  failing_since timestamptz,
  open_until    timestamptz,                -- the breaker: nothing is tried before
  next_due_at   timestamptz                 -- null: nothing to do, or the window is full
) WITH (fillfactor = 70);
CREATE INDEX receiver_due ON own.receiver (proven, next_due_at)
  WHERE next_due_at IS NOT NULL AND stage = 'active';

CREATE TABLE own.delivery (
  id              uuid        PRIMARY KEY,
  endpoint_id     text        NOT NULL REFERENCES own.receiver,
  position        bigint      NOT NULL REFERENCES own.feed,
  lane            text        NOT NULL DEFAULT '',  -- the project whose order is kept
  status          text        NOT NULL
    CHECK (status IN ('pending', 'waiting', 'sending', 'done', 'dead')),
  attempt         int         NOT NULL DEFAULT 0,   -- tries that count against the schedule
  claims          int         NOT NULL DEFAULT 0,   -- all tries: names the lease as well
  resends         int         NOT NULL DEFAULT 0,
  created_at      timestamptz NOT NULL,
  open_since      timestamptz NOT NULL,             -- when it was created or sent again
  next_attempt_at timestamptz NOT NULL,
  lease_until     timestamptz,
  finished_at     timestamptz,
  verdict         text,
  http_status     int,
  UNIQUE (endpoint_id, position)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX delivery_due ON own.delivery (endpoint_id, next_attempt_at, position)
  WHERE status = 'pending';
CREATE INDEX delivery_sending ON own.delivery (endpoint_id) WHERE status = 'sending';
CREATE INDEX delivery_leased ON own.delivery (lease_until) WHERE status = 'sending';
CREATE INDEX delivery_lane ON own.delivery (endpoint_id, lane, position)
  WHERE lane <> '' AND status IN ('pending', 'waiting', 'sending');
CREATE INDEX delivery_open ON own.delivery (open_since) WHERE status IN ('pending', 'waiting');
CREATE INDEX delivery_dead ON own.delivery (endpoint_id, id) WHERE status = 'dead';

CREATE TABLE own.resend (                    -- who had what sent again
  delivery_id uuid        NOT NULL REFERENCES own.delivery,
  number      int         NOT NULL,
  by_account  text        NOT NULL,
  asked_at    timestamptz NOT NULL,
  key_id      uuid,                           -- the Idempotency-Key of the request
  PRIMARY KEY (delivery_id, number)
);
CREATE UNIQUE INDEX resend_key ON own.resend (by_account, key_id) WHERE key_id IS NOT NULL;

CREATE TABLE own.attempt (
  delivery_id   uuid        NOT NULL REFERENCES own.delivery,
  number        int         NOT NULL,
  started_at    timestamptz NOT NULL,
  url           text        NOT NULL,
  remote        text,
  dns_ms        real,
  connect_ms    real,
  first_byte_ms real,
  total_ms      real        NOT NULL,
  http_status   int,
  failure       text,
  detail        text        NOT NULL,
  verdict       text        NOT NULL,
  body_head     bytea       NOT NULL,
  PRIMARY KEY (delivery_id, number)
)
"""

# Claims what is due, endpoint by endpoint: at most the free slots of each class, at most what an
# endpoint's window leaves. An endpoint that somebody else is busy with is left to them. The rows
# are looked for in a statement of its own, after the endpoint is locked: what was committed before
# that is seen, so that no delivery is overlooked and left lying.
CLAIM = """
CREATE FUNCTION own.claim(p_now timestamptz, p_until timestamptz, p_proven int, p_probation int)
RETURNS TABLE (
  id uuid, endpoint_id text, attempt int, claims int, url text, retries int[], keys jsonb,
  proven boolean, event_id uuid, body bytea
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  class boolean;
  slots int;
  room  int;
  taken int;
  r     record;
BEGIN
  FOREACH class IN ARRAY ARRAY[true, false] LOOP
    slots := CASE WHEN class THEN p_proven ELSE p_probation END;
    CONTINUE WHEN slots <= 0;
    FOR r IN
      SELECT v.endpoint_id, v.send_window, v.profile FROM own.receiver v
      WHERE v.stage = 'active' AND v.proven = class AND v.next_due_at <= p_now
      ORDER BY v.next_due_at LIMIT slots FOR NO KEY UPDATE SKIP LOCKED
    LOOP
      SELECT r.send_window - count(*) INTO room FROM own.delivery d
        WHERE d.endpoint_id = r.endpoint_id AND d.status = 'sending';
      room := least(room, slots);
      taken := 0;
      IF room > 0 THEN
        RETURN QUERY
          WITH mine AS (
            UPDATE own.delivery d
            SET status = 'sending', attempt = d.attempt + 1, claims = d.claims + 1,
                lease_until = p_until
            WHERE d.id IN (
              SELECT n.id FROM own.delivery n
              WHERE n.endpoint_id = r.endpoint_id AND n.status = 'pending'
                AND n.next_attempt_at <= p_now
              ORDER BY n.next_attempt_at, n.position LIMIT room)
            RETURNING d.id, d.attempt, d.claims, d.position)
          SELECT m.id, v.endpoint_id, m.attempt, m.claims, v.url, v.retries, v.keys, v.proven,
            f.event_id, CASE WHEN v.profile = 'thin' THEN f.thin ELSE f.body END
          FROM mine m JOIN own.feed f USING (position)
          JOIN own.receiver v ON v.endpoint_id = r.endpoint_id
          ORDER BY m.position;
        GET DIAGNOSTICS taken = ROW_COUNT;
      END IF;
      slots := slots - taken;
      UPDATE own.receiver v SET next_due_at = CASE WHEN taken < room THEN (
          SELECT greatest(min(n.next_attempt_at), p_now) FROM own.delivery n
          WHERE n.endpoint_id = r.endpoint_id AND n.status = 'pending'
          HAVING min(n.next_attempt_at) IS NOT NULL)
        WHEN slots <= 0 THEN p_now END
        WHERE v.endpoint_id = r.endpoint_id;
      EXIT WHEN slots <= 0;
    END LOOP;
  END LOOP;
END $$
"""


def upgrade() -> None:
    as_service(FEED)
    as_service(DELIVERY)
    as_service(CLAIM)
