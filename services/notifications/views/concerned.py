"""Whose matter everything is, learned from what the services tell: parks, departments, people.

A field that is missing or of another type teaches nothing; a broken event on the bus stops nobody.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Boolean, Column, Computed, DateTime, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from services.notifications.domain.reach import (
    belongs_to_its_maker,
    belongs_to_its_recipient,
    is_open_to_all,
)
from shared.adapters.views import SCHEMA
from shared.contracts.envelope import CloudEvent
from shared.kernel.policy import Role

_METADATA = MetaData()
_PEOPLE = ("specialist", "officer", "leader", "handler", "owner")
Table(
    "subject",
    _METADATA,
    Column("subject", Text, primary_key=True),
    Column("name", Text),
    Column("park", Text),
    Column("departments", ARRAY(Text), nullable=False, server_default="{}"),
    *(Column(person, Text) for person in _PEOPLE),
    Column("everyone", Boolean, nullable=False, server_default="false"),
    Column(
        "people",
        ARRAY(Text),
        Computed(f"array_remove(ARRAY[{', '.join(_PEOPLE)}], NULL)", persisted=True),
    ),
    schema=SCHEMA,
)
Table(
    "account_grant",
    _METADATA,
    Column("grant_id", Text, primary_key=True),
    Column("account", Text, nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("park", Text),
    Column("department", Text),
    Column("until", DateTime(timezone=True)),
    schema=SCHEMA,
)

# Event → column of the project's (or else the lead's) row ← field of the event.
LEARNED: Mapping[str, Mapping[str, str]] = {
    "leads.LeadRegistered": {"name": "name", "park": "park", "specialist": "specialist"},
    "leads.AgreementSigned": {"name": "name", "park": "park", "specialist": "specialist"},
    "leads.LeadAssigned": {"specialist": "to_specialist"},
    "leads.RegistrationCorrected": {"name": "after.name"},
    "projects.ProjectCreated": {"name": "name", "park": "park", "specialist": "specialist"},
    "projects.AgreedTermsCorrected": {
        "name": "after.name",
        "park": "after.park",
        "specialist": "after.specialist",
    },
    "projects.OfficerAssigned": {"officer": "officer"},
    "projects.OfficerHandedOver": {"officer": "to_officer"},
    "projects.LeaderAssigned": {"leader": "leader"},
    "projects.LeaderReplaced": {"leader": "to_leader"},
}

_SUBJECT = """
INSERT INTO {0}.subject AS s (subject, {1}) VALUES ($1, $2)
ON CONFLICT (subject) DO UPDATE SET {1} = excluded.{1}
"""
_DEPARTMENTS = """
INSERT INTO {0}.subject AS s (subject, departments) VALUES ($1, $2)
ON CONFLICT (subject) DO UPDATE SET departments =
  (SELECT array_agg(DISTINCT d ORDER BY d) FROM unnest(s.departments || excluded.departments) d)
"""
_MAKER = """
INSERT INTO {0}.subject (subject, owner) VALUES ($1, $2) ON CONFLICT (subject) DO NOTHING
"""
_OPEN = """
INSERT INTO {0}.subject (subject, everyone) VALUES ($1, true) ON CONFLICT (subject) DO NOTHING
"""
_GRANT = """
INSERT INTO {0}.account_grant (grant_id, account, role, park, department, until)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (grant_id) DO NOTHING
"""


class Concerned:
    """Keeps `view.subject` and `view.account_grant`."""

    metadata = _METADATA

    async def hear(
        self, connection: asyncpg.Connection, schema: str, events: Sequence[CloudEvent]
    ) -> None:
        """Learn from these events, in their order."""
        for event in filter(is_readable, events):
            for statement, *values in facts_of(event):
                await connection.execute(statement.format(schema), *values)


Fact = tuple[Any, ...]


def is_readable(event: CloudEvent) -> bool:
    """Tell whether an event is one that ours could be; what is not is left where it is."""
    named = (event.subject, event.service, event.eventname, event.actorid)
    about = (event.projectid or "", event.leadid or "")
    try:
        UUID(event.id)
    except ValueError:
        return False
    return not any("\x00" in text for text in (*named, *about))


def facts_of(event: CloudEvent) -> list[Fact]:
    """Return what an event teaches: statements with their values."""
    if event.service == "access":
        return _access_facts(event)
    if event.service == "notifications":
        return _owner_facts(event)
    if is_open_to_all(event.subject):
        return [(_OPEN, event.subject)]
    if belongs_to_its_maker(event.subject) and event.projectid is None:
        return [(_MAKER, event.subject, event.actorid)]
    if belongs_to_its_recipient(event.subject):
        return _recipient_facts(event)
    return _people_facts(event) + _department_facts(event) + _handler_facts(event)


def _people_facts(event: CloudEvent) -> list[Fact]:
    subject = _subject_of(event)
    fields = LEARNED.get(f"{event.service}.{event.eventname}")
    if subject is None or fields is None:
        return []
    found = ((column, text_at(event.data, path)) for column, path in fields.items())
    return [
        (_SUBJECT.replace("{1}", column), subject, value)
        for column, value in found
        if value is not None
    ]


def _subject_of(event: CloudEvent) -> str | None:
    """Leads tells of leads, projects of projects: the order between services means nothing."""
    if event.service == "leads":
        return f"lead-{event.leadid}" if event.leadid is not None else None
    return f"project-{event.projectid}" if event.projectid is not None else None


def _department_facts(event: CloudEvent) -> list[Fact]:
    """Say which departments have to do with a project: those of its plan and of its cases."""
    if event.projectid is None:
        return []
    items = (event.data or {}).get("items")
    named = [text_at(item, "department") for item in items] if isinstance(items, list) else []
    departments = sorted({name for name in (*named, text_at(event.data, "department")) if name})
    return [(_DEPARTMENTS, f"project-{event.projectid}", departments)] if departments else []


def _handler_facts(event: CloudEvent) -> list[Fact]:
    """A case is handled by the approver who acted on it last, and not for who is consulted."""
    if not event.subject.startswith("case-") or event.actorrole != Role.APPROVER:
        return []
    if event.eventname == "OpinionGiven":
        return []
    return [(_SUBJECT.replace("{1}", "handler"), event.subject, event.actorid)]


def _owner_facts(event: CloudEvent) -> list[Fact]:
    owner = text_at(event.data, "owner")
    return [(_MAKER, event.subject, owner)] if owner is not None else []


def _recipient_facts(event: CloudEvent) -> list[Fact]:
    """A digest is read by the one it was made for, and by who may read all of its park."""
    found = {"owner": "recipient", "park": "park"}
    told = ((column, text_at(event.data, field)) for column, field in found.items())
    return [
        (_SUBJECT.replace("{1}", column), event.subject, value)
        for column, value in told
        if value is not None
    ]


def _access_facts(event: CloudEvent) -> list[Fact]:
    grant_id = text_at(event.data, "grant_id")
    if grant_id is None:
        return []
    if event.eventname == "GrantWithdrawn":
        return [("DELETE FROM {0}.account_grant WHERE grant_id = $1", grant_id)]
    account, role = text_at(event.data, "account_id"), text_at(event.data, "role")
    if event.eventname != "GrantGiven" or account is None or role not in set(Role):
        return []
    park, department = text_at(event.data, "park"), text_at(event.data, "department")
    until = text_at(event.data, "until")
    try:
        end = None if until is None else datetime.fromisoformat(until)
    except ValueError:
        return []
    return [(_GRANT, grant_id, account, role, park, department, end)]


def text_at(data: object, path: str) -> str | None:
    """Return the text that a dotted path leads to, None where there is none."""
    for step in path.split("."):
        if not isinstance(data, Mapping):
            return None
        data = data.get(step)
    return data if isinstance(data, str) and "\x00" not in data else None
