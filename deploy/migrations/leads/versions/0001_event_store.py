"""Lay down the event store of leads."""

from deploy.migrations.steps import lay_event_store

revision = "0001_event_store"
down_revision = None


def upgrade() -> None:
    lay_event_store()
