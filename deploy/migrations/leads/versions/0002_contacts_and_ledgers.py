"""What leads keeps beside its history: people to talk to, and the ledgers that were handed in."""

from deploy.migrations.steps import as_service

revision = "0002_contacts_and_ledgers"
down_revision = "0001_event_store"


def upgrade() -> None:
    as_service(
        """
-- Personal data: shown to those who may see them, erased here. Events carry the id alone.
CREATE TABLE own.contact (
  id           text        PRIMARY KEY,
  lead_id      text        NOT NULL,
  name         text        NOT NULL,
  phone        text,
  organisation text,
  post         text,
  entered_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX contact_lead ON own.contact (lead_id);
-- The file as it was handed in, and what was read in it; what became of its rows, events say.
CREATE TABLE own.ledger (
  import_id text        PRIMARY KEY,
  digest    text        NOT NULL,
  file      bytea       NOT NULL,
  reading   bytea       NOT NULL,
  parks     jsonb       NOT NULL,      -- sheet name to park, as stated by the uploader
  read_at   timestamptz NOT NULL
);
CREATE INDEX ledger_digest ON own.ledger (digest);
"""
    )
