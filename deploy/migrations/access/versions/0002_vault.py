"""Lay down what access keeps beside its history: names, hashes, sessions, signing keys."""

from deploy.migrations.steps import as_service

revision = "0002_vault"
down_revision = "0001_event_store"


def upgrade() -> None:
    as_service(
        """
-- Personal data: shown at display time, erased here. Events carry the account's id alone.
CREATE TABLE own.person (
  account_id   text        PRIMARY KEY,
  login        text        NOT NULL UNIQUE,  -- lower case
  display_name text        NOT NULL,
  kind         text        NOT NULL,
  reserved_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- The vault: which entry is in force, the account's events say.
CREATE TABLE own.credential (
  id         text        PRIMARY KEY,
  account_id text        NOT NULL,
  hash       text        NOT NULL,           -- argon2id
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE own.client_secret (
  id         text        PRIMARY KEY,
  account_id text        NOT NULL,
  digest     bytea       NOT NULL,           -- SHA-256 of 256 random bits
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE own.session (
  id           text        PRIMARY KEY,
  account_id   text        NOT NULL,
  digest       bytea       NOT NULL UNIQUE,  -- SHA-256 of what the cookie holds
  created_at   timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL
);
CREATE INDEX session_account ON own.session (account_id);
CREATE TABLE own.signing_key (
  kid        text        PRIMARY KEY,
  seed       bytea       NOT NULL CHECK (length(seed) = 32),
  signs_from timestamptz NOT NULL
);
"""
    )
