"""Wrap the endpoints' keys; let dead deliveries be dismissed and old ones be cut down."""

from deploy.migrations.steps import as_service

revision = "0003_wrapped_and_cut_down"
down_revision = "0002_feed_and_deliveries"


def upgrade() -> None:
    as_service(
        """
ALTER TABLE own.endpoint_secret DROP CONSTRAINT endpoint_secret_shared_check;
ALTER TABLE own.endpoint_secret DROP CONSTRAINT endpoint_secret_seed_check;
-- The wrapping key's name; null: kept before keys were wrapped, wrapped at the next start.
ALTER TABLE own.endpoint_secret ADD COLUMN wrapped_by text;

ALTER TABLE own.delivery DROP CONSTRAINT delivery_status_check;
ALTER TABLE own.delivery ADD CONSTRAINT delivery_status_check
  CHECK (status IN ('pending', 'waiting', 'sending', 'done', 'dead', 'dismissed'));
ALTER TABLE own.delivery ADD COLUMN cut_at timestamptz;  -- when its tries were forgotten
CREATE INDEX delivery_finished ON own.delivery (finished_at)
  WHERE status IN ('done', 'dismissed') AND cut_at IS NULL;

CREATE TABLE own.dismissal (                 -- who gave up what, and why
  delivery_id  uuid        NOT NULL REFERENCES own.delivery,
  number       int         NOT NULL,         -- how often it had been sent again by then
  by_account   text        NOT NULL,
  dismissed_at timestamptz NOT NULL,
  reason       text        NOT NULL,
  PRIMARY KEY (delivery_id, number)
)
"""
    )
