"""Which departments an event speaks of: to the others of its project it is not shown."""

from deploy.migrations.steps import as_service

revision = "0005_departments_of_an_event"
down_revision = "0004_read_streams_together"


def upgrade() -> None:
    """Add the column; what was filed before speaks of none."""
    as_service("ALTER TABLE own.feed ADD COLUMN departments text[]")
