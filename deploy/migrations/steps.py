"""The steps a migration is written with. Placeholders: `:owner`, `:service` (roles), `:database`.

as_service("CREATE TABLE own.contact (id uuid PRIMARY KEY, …)")   tables of the service
as_owner("ALTER TABLE es.event …")                                the event store
lay_event_store()                                                 the first migration of all
renew_event_store()                                               after a change of its functions

A migration is a file NNNN_name.py under <service>/versions whose `revision` is its own name without
`.py` and whose `down_revision` is the one before. It is SQL that needs no answer from the database.
Nothing is taken back: a mistake is put right by the next one.
"""

import re
from pathlib import Path

from alembic import op

_EVENT_STORE = Path(__file__).with_name("event_store.sql")
_FUNCTIONS = Path(__file__).with_name("event_store_functions.sql")
_PLACEHOLDER = re.compile(r"(?<!:):(owner|service|database)\b")


def as_service(sql: str) -> None:
    """Run it as the role the service connects as: what it creates is the service's to change."""
    _emit(f"SET LOCAL ROLE :service;\n{_ended(sql)}\nRESET ROLE;")


def as_owner(sql: str) -> None:
    """Run it as the role that owns the event store and that nobody logs in as."""
    _emit(f"SET LOCAL ROLE :owner;\n{_ended(sql)}\nRESET ROLE;")


def lay_event_store() -> None:
    """Create the schemas of a service and its event store."""
    _emit(_EVENT_STORE.read_text(encoding="utf-8"))
    renew_event_store()


def renew_event_store() -> None:
    """Lay the functions of the event store as they are today; one migration per change of them."""
    _emit(_FUNCTIONS.read_text(encoding="utf-8"))


def _ended(sql: str) -> str:
    return f"{sql.rstrip().rstrip(';')};"


def _emit(sql: str) -> None:
    context = op.get_context()
    names = context.opts["names"]
    context.impl.static_output(_PLACEHOLDER.sub(lambda found: f'"{names[found[1]]}"', sql))
