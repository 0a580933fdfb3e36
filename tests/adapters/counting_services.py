"""Services that count, with every kind of view: of records, of timers, of what is heard."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg
from pydantic import BaseModel
from sqlalchemy import Column, Integer, MetaData, Table, Text

from shared.adapters.runtime import Runtime, ServiceSpec
from shared.adapters.scheduler import TimerView
from shared.adapters.views import SCHEMA, RecordView, versioned_table
from shared.contracts.envelope import CloudEvent
from shared.kernel.identifiers import StreamKey
from shared.kernel.recorded import Recorded
from tests.adapters.counter import CODEC, Counted

_METADATA = MetaData()
COUNTERS = versioned_table(
    "counter", _METADATA, Column("total", Integer, nullable=False), Column("note", Text)
)
HEARD = Table(
    "heard",
    MetaData(),
    Column("service", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("total", Integer, nullable=False),
    schema=SCHEMA,
)
DUE = datetime(2030, 1, 1, tzinfo=UTC)


class PublishedCount(BaseModel):
    by: int


def publish(_: StreamKey, recorded: Recorded[Any]) -> BaseModel | None:
    return PublishedCount(by=recorded.event.by) if isinstance(recorded.event, Counted) else None


def evolve(record: tuple[int, str] | None, recorded: Recorded[Any]) -> tuple[int, str]:
    return (record[0] if record else 0) + recorded.event.by, recorded.event.note


def row(record: tuple[int, str]) -> Mapping[str, Any]:
    return {"total": record[0], "note": record[1]}


async def timers(history: Sequence[Recorded[Any]]) -> Mapping[str, datetime]:
    return {"reminder": DUE} if len(history) % 2 else {}


class HeardCounts:
    """Sums up what every service counted: what is heard twice or never makes a difference."""

    metadata = HEARD.metadata

    async def hear(
        self, connection: asyncpg.Connection, schema: str, events: Sequence[CloudEvent]
    ) -> None:
        await connection.executemany(
            f"INSERT INTO {schema}.heard AS h VALUES ($1, $2, $3) ON CONFLICT (service, subject)"
            " DO UPDATE SET total = h.total + excluded.total",
            [
                (event.service, event.subject, event.data["by"])
                for event in events
                if event.data is not None and event.eventname == "Counted"
            ],
        )


def own_views(runtime: Runtime[Any]) -> Sequence[Any]:
    record = RecordView(COUNTERS, "counter", evolve, row, runtime.store)
    return [record, TimerView("counter", timers, runtime.store)]


def spec_of(name: str, **more: Any) -> ServiceSpec[Counted]:
    return ServiceSpec(
        name=name,
        description=name,
        codec=CODEC,
        publish=publish,
        rules={},
        routers=[],
        **more,
    )


LEADS = spec_of("leads", own_views=own_views, heard_views=lambda _: [HeardCounts()])
PROJECTS = spec_of("projects", own_views=own_views)
