"""${message}."""

from deploy.migrations.steps import as_owner, as_service

revision = "${up_revision}"
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else 'as_service("")'}
