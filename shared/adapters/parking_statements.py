"""What the parked messages of a consumer are kept with."""

TABLE = """
CREATE TABLE IF NOT EXISTS own.parked_message (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  stream text NOT NULL,
  service text,
  sequence text,
  payload bytea NOT NULL,
  error text NOT NULL,
  parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  matter text,
  hidden boolean NOT NULL DEFAULT false,
  UNIQUE (service, sequence)
);
DO $$ BEGIN
  ALTER TABLE own.parked_message ADD matter text, ADD hidden boolean NOT NULL DEFAULT false;
  UPDATE own.parked_message SET matter = service || ' ' || stream WHERE sequence IS NOT NULL;
EXCEPTION WHEN duplicate_column THEN NULL;
END $$
"""
MATTERS = """
SELECT matter, bool_or(hidden) AS hidden FROM own.parked_message
WHERE matter IS NOT NULL GROUP BY matter
"""
PARK = """
INSERT INTO own.parked_message AS p (matter, stream, service, sequence, payload, error, hidden)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (service, sequence) DO UPDATE SET matter = excluded.matter, stream = excluded.stream,
  payload = excluded.payload, hidden = p.hidden OR excluded.hidden
"""
# Only while something of the matter lies there, and holding that until this lies there too.
PARK_BEHIND = """
INSERT INTO own.parked_message AS p (matter, stream, service, sequence, payload, error, hidden)
SELECT $1::text, $2::text, $3::text, $4::text, $5::bytea, $6::text, $7::boolean FROM
  (SELECT FROM own.parked_message WHERE matter = $1 ORDER BY id DESC LIMIT 1 FOR KEY SHARE) AS last
ON CONFLICT (service, sequence) DO UPDATE SET matter = excluded.matter, stream = excluded.stream,
  payload = excluded.payload, hidden = p.hidden OR excluded.hidden
"""
PARK_UNREADABLE = """
INSERT INTO own.parked_message (stream, payload, error, service, sequence)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT (service, sequence) DO NOTHING
"""
WAITING = """
SELECT id, matter, service, sequence, payload FROM own.parked_message WHERE matter IN
  (SELECT matter FROM own.parked_message WHERE stream = $1 OR matter = $1)
  OR (matter IS NULL AND stream = $1)
ORDER BY id
"""
ONE = """
SELECT id, matter, stream, service, sequence, payload, error, parked_at FROM own.parked_message
WHERE id = $1
"""
HOLD = "SELECT hidden FROM own.parked_message WHERE id = $1 FOR UPDATE"
NOTE = "UPDATE own.parked_message SET error = $2 WHERE id = $1"
DONE = "DELETE FROM own.parked_message WHERE id = $1"
