"""Streams that are asked for at the same time are read in one query."""

from deploy.migrations.steps import renew_event_store

revision = "0004_read_streams_together"
down_revision = "0003_wrapped_and_cut_down"


def upgrade() -> None:
    """Lay the functions anew."""
    renew_event_store()
