"""Wrap the signing keys with a key that is kept outside the database."""

from deploy.migrations.steps import as_service

revision = "0003_wrapped_keys"
down_revision = "0002_vault"


def upgrade() -> None:
    as_service(
        """
ALTER TABLE own.signing_key DROP CONSTRAINT signing_key_seed_check;
-- The wrapping key's name; null: kept before keys were wrapped, wrapped at the next start.
ALTER TABLE own.signing_key ADD COLUMN wrapped_by text
"""
    )
