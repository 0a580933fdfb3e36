"""Streams that are asked for at the same time are read in one query."""

from deploy.migrations.steps import renew_event_store

revision = "0002_read_streams_together"
down_revision = "0001_event_store"


def upgrade() -> None:
    """Lay the functions anew."""
    renew_event_store()
