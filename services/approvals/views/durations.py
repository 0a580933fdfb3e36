"""Cases that have ended and how long each really took: what figures and forecasts are made of.

A row per version of a case since it ended, made from stored events alone. It is counted with the
calendar as it was stored before the ending: one corrected later changes nothing of it.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import asyncpg
from sqlalchemy import Boolean, Column, Date, Index, Integer, MetaData, Numeric, Text, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from services.approvals.domain.calendar.working_calendar import CALENDAR, REGION
from services.approvals.domain.case.durations import (
    CARRIED_THROUGH,
    Duration,
    Ending,
    Trail,
    closes,
    duration_of,
    trails_of,
)
from services.approvals.domain.case.record import CaseRecord
from services.approvals.domain.catalogue import Procedure
from services.approvals.domain.clocks.timekeeping import SUPPLEMENT, limits_of
from services.approvals.domain.events import Event
from services.approvals.domain.scheduling import Samples
from services.approvals.domain.terms import ClockKind
from shared.adapters import sql
from shared.adapters.event_store import EventStore
from shared.adapters.views import known_at, versioned_table
from shared.kernel.identifiers import ParkId, split_stream_key, stream_key
from shared.kernel.recorded import Recorded
from shared.kernel.working_days import Calendar

_NOTHING = Decimal(0)
_metadata = MetaData()
_CALENDAR = stream_key(CALENDAR.category, REGION)
_REMEMBERED = 200  # calendars, one for each version and park
CAUSES = (SUPPLEMENT, *(procedure.value for procedure in Procedure))


def lost_to(cause: str) -> str:
    """Name the column of the days lost to a cause."""
    return f"lost_{cause.replace('-', '_')}"


ENDED = versioned_table(
    "ended_case",
    _metadata,
    Column("project", Text, nullable=False),
    Column("item_code", Text, nullable=False),
    Column("item_name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("park", Text),
    Column("specialist", Text),
    Column("officer", Text),
    Column("leader", Text),
    Column("served_by", Text),
    Column("month", Text, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("ended_on", Date, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("gross", Numeric),
    Column("net", Numeric),
    Column("net_statutory", Numeric),
    *(Column(lost_to(cause), Numeric) for cause in CAUSES),
    Column("statutory_limit", Numeric),
    Column("statutory_unit", Text),
    Column("promised_limit", Numeric),
    Column("promised_unit", Text),
    Column("extension", Numeric),
    Column("on_time_statutory", Boolean),
    Column("on_time_promised", Boolean),
    Column("deficiencies_notified", Boolean, nullable=False),
    Column("deemed_accepted", Boolean, nullable=False),
    Column("supplements", Integer, nullable=False),
    Column("procedures", Integer, nullable=False),
    Column("pauses_entered_late", Integer, nullable=False),
    Column("pauses_back_dated", Integer, nullable=False),
    Column("calendar_version", Text, nullable=False),
)
_CURRENT = ENDED.c.known_to.is_(None)
Index("ended_case_item", ENDED.c.item_code, ENDED.c.department, postgresql_where=_CURRENT)
Index("ended_case_on", ENDED.c.ended_on, postgresql_where=_CURRENT)

Row = Mapping[str, Any]
Versions = Mapping[datetime, Row | None]


class DurationView:
    """Keeps the rows of ended cases."""

    metadata = _metadata

    def __init__(self, store: EventStore[Event]) -> None:
        self._store = store
        self._calendars: OrderedDict[tuple[int, ParkId | None], Calendar] = OrderedDict()

    def forget(self) -> None:
        """Drop the remembered calendars."""
        self._calendars.clear()

    async def apply(
        self, connection: asyncpg.Connection, schema: str, events: Sequence[Recorded[Event]]
    ) -> None:
        """Close the rows that these events end and add those that they begin."""
        moved = [one for one in events if split_stream_key(one.stream)[0] == "case"]
        upto = {one.stream: one.version for one in moved}
        since = {one.stream: one.version for one in reversed(moved)}
        streams = await self._store.streams([_CALENDAR, *upto]) if upto else {}
        changed: dict[str, Versions] = {}
        for stream, version in upto.items():
            history: list[Recorded[Any]] = [e for e in streams[stream] if e.version <= version]
            if any(closes(recorded.event) for recorded in history):
                identifier = split_stream_key(stream)[1]
                changed[identifier] = self._versions(history, since[stream], streams[_CALENDAR])
        if changed:
            await _write(connection, schema, changed)

    def _versions(
        self, history: Sequence[Recorded[Any]], since: int, days: Sequence[Recorded[Any]]
    ) -> Versions:
        """Return a case from each version on; one recorded in the same instant replaces the row."""
        return {
            recorded.recorded_at: self._row(trail, recorded.version, days)
            for recorded, trail in zip(history, trails_of(history), strict=True)
            if recorded.version >= since
        }

    def _row(self, trail: Trail, version: int, days: Sequence[Recorded[Any]]) -> Row | None:
        """Return what is kept of a case that has ended."""
        ending, record = trail.ending, trail.record
        if ending is None:
            return None
        calendar = self._calendar(ending.position, record.park, days)
        duration = duration_of(record.clock, calendar)
        return {
            "version": version,
            "calendar_version": calendar.version,
            **_of_case(record, ending),
            **_of_time(duration),
            **_of_limits(record),
            "pauses_entered_late": trail.entered_late,
            "pauses_back_dated": trail.back_dated,
        }

    def _calendar(
        self, position: int, park: ParkId | None, days: Sequence[Recorded[Any]]
    ) -> Calendar:
        """Return the calendar of a park as it was stored before a position."""
        before = [recorded.event for recorded in days if recorded.position < position]
        key = len(before), park
        if key not in self._calendars:
            self._calendars[key] = CALENDAR.fold(before).in_park(park)
        self._calendars.move_to_end(key)
        while len(self._calendars) > _REMEMBERED:
            self._calendars.popitem(last=False)
        return self._calendars[key]


def _of_case(record: CaseRecord, ending: Ending) -> Row:
    item, clock = record.item, record.clock
    return {
        "project": record.project,
        "item_code": item.code if item else None,
        "item_name": item.name if item else None,
        "kind": item.kind.value if item else None,
        "department": item.department if item else None,
        "park": record.park,
        "specialist": record.readers.specialist,
        "officer": record.readers.officer,
        "leader": record.readers.leader,
        "served_by": ending.officer,
        "month": f"{clock.ended_on:%Y-%m}",
        "received_on": clock.received_on,
        "ended_on": clock.ended_on,
        "outcome": ending.outcome,
        "extension": clock.extension.days if clock.extension else None,
        "deficiencies_notified": clock.notified,
        "deemed_accepted": clock.deemed,
        "supplements": sum(stop.what == SUPPLEMENT for stop in clock.stops),
        "procedures": sum(stop.what != SUPPLEMENT for stop in clock.stops),
    }


def _of_time(duration: Duration) -> Row:
    counted = duration.counted
    lost = {
        lost_to(cause): counted.lost.get(cause, _NOTHING) if counted else None for cause in CAUSES
    }
    return {
        "gross": duration.gross,
        "net": counted.net if counted else None,
        "net_statutory": duration.net_statutory,
        **lost,
        "on_time_statutory": duration.on_time.get(ClockKind.STATUTORY),
        "on_time_promised": duration.on_time.get(ClockKind.PROMISED),
    }


def _of_limits(record: CaseRecord) -> Row:
    limits = limits_of(record.item) if record.item else {}
    statutory, promised = limits.get(ClockKind.STATUTORY), limits.get(ClockKind.PROMISED)
    return {
        "statutory_limit": statutory.days if statutory else None,
        "statutory_unit": statutory.unit.value if statutory else None,
        "promised_limit": promised.days if promised else None,
        "promised_unit": promised.unit.value if promised else None,
    }


async def _write(
    connection: asyncpg.Connection, schema: str, changed: Mapping[str, Versions]
) -> None:
    """Let each case's rows from its first version here on be these and no others."""
    name = f'"{schema}"."{ENDED.name}"'
    begins = [(identifier, next(iter(versions))) for identifier, versions in changed.items()]
    await connection.executemany(f"DELETE FROM {name} WHERE id = $1 AND known_from = $2", begins)
    await connection.executemany(
        f"UPDATE {name} SET known_to = $2 WHERE id = $1 AND known_to IS NULL", begins
    )
    columns = [column.name for column in ENDED.columns]
    rows = [row for identifier, versions in changed.items() for row in _spans(identifier, versions)]
    await connection.copy_records_to_table(
        ENDED.name,
        schema_name=schema,
        columns=columns,
        records=[tuple(row[column] for column in columns) for row in rows],
    )


def _spans(identifier: str, versions: Versions) -> Iterator[Row]:
    ends = [*versions, None][1:]
    for (begin, row), end in zip(versions.items(), ends, strict=True):
        if row is not None:
            yield {**row, "id": identifier, "known_from": begin, "known_to": end}


async def durations_known_at(
    pool: asyncpg.Pool, as_of: datetime | None, items: Collection[str] | None = None
) -> Samples:
    """Return how many working days, net, each item took each department, of these items or all.

    Only of cases that came to what was applied for; always in the same order.
    """
    table = ENDED.c
    query = select(
        table.item_code,
        table.department,
        func.array_agg(aggregate_order_by(table.net, table.net)).label("days"),
    ).where(
        known_at(ENDED, as_of),
        table.net.is_not(None),
        table.outcome.in_(sorted(CARRIED_THROUGH)),
    )
    if items is not None:
        query = query.where(table.item_code.in_(sorted(items)))
    grouped = query.group_by(table.item_code, table.department)
    found = await sql.fetch(pool, grouped.order_by(table.item_code, table.department))
    return {(row["item_code"], row["department"]): row["days"] for row in found}
